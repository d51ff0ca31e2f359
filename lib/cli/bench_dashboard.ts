import { openRunFolder } from "../workshop/mod.ts";
import { describeLoad, missedBy } from "./bench_dashboard/describe.ts";
import { dashboardUnderLoad } from "./bench_dashboard/under_load.ts";
import { ProgressLine } from "./bench/progress_line.ts";
import { command, EXIT } from "./command.ts";
import { duration, flag, number } from "./options.ts";

const TEN_MINUTES_MS = 600_000;

await command({
  name: "bench:dashboard",
  summary: "Measures the dashboard while records are written and a browser looks at it.",
  options: {
    rate: number("Records a second that are written and read", { fallback: 20_000, min: 1 }),
    duration: duration("How long: 60s, 10m (default 10m)"),
    json: flag("Print one line of JSON"),
  },
  notes: [
    "Chromium opens the overview, where somebody clicks to and fro, and the live tail",
    "of the topic. Exit code 1 when lag, memory or a page is not as it should be.",
  ],
}, async ({ options, signal }) => {
  const { rate: perSecond, duration: durationMs = TEN_MINUTES_MS, json } = options;
  await using folder = await openRunFolder("bench");
  const line = new ProgressLine();
  const onSecond = (sent: number) => line.show(`${sent.toLocaleString("en")} records written …`);
  const { path: dir } = folder;
  const report = await dashboardUnderLoad({ perSecond, durationMs, dir, signal, onSecond });
  line.clear();
  console.log(json ? JSON.stringify(report) : describeLoad(report));
  const missed = missedBy(report, perSecond);
  for (const goal of missed) console.error(goal);
  return missed.length === 0 ? EXIT.ok : EXIT.failed;
});
