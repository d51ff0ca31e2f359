import { compareDetectors } from "../processor/mod.ts";
import { terminalScreen } from "../workshop/draw/mod.ts";
import { readMetricsFolder } from "./anomalies/metrics_folder.ts";
import { showComparison } from "./anomalies/show.ts";
import { command, EXIT } from "./command.ts";
import { flag } from "./options.ts";

await command({
  name: "anomalies",
  summary: "Scores the anomaly detector on labelled series, beside a windowed z-score.",
  arguments: "[FOLDER]",
  positionals: [0, 1],
  options: { json: flag("Print one line of JSON") },
  notes: [
    "FOLDER (default ../shared/data/metrics) has CSV files of times and values, and",
    "windows.json with the times in which people saw something unusual. Every other",
    "file, by name, is one that detectors were tuned on; what counts are the others.",
    "Exit codes: 0 ours is better on these, 1 it is not, 3 there are no such files.",
  ],
}, async ({ options, positionals }) => {
  const series = await readMetricsFolder(positionals[0] ?? "../shared/data/metrics");
  const tunedOn = new Set(series.filter((_, at) => at % 2 === 0).map(({ name }) => name));
  const comparison = compareDetectors(series, tunedOn);
  if (options.json) console.log(JSON.stringify(comparison));
  else showComparison(comparison, terminalScreen());
  const { detector, zScore } = comparison.heldOut;
  return detector.normalized > zScore.normalized ? EXIT.ok : EXIT.failed;
});
