import type { DetectorComparison, NabScore } from "../../processor/mod.ts";
import type { Screen } from "../../workshop/draw/mod.ts";

/** Shows what two detectors found, series by series, and what it is worth. */
export function showComparison(comparison: DetectorComparison, screen: Screen): void {
  const { series, tuned, heldOut, zScoreOptions, zScoreInHindsight } = comparison;
  const row = (
    name: string,
    by: string,
    { found, windows, inside, outside, normalized }: NabScore,
  ) => [name, by, `${found}/${windows}`, inside, outside, normalized.toFixed(1)];
  for (const tunedOn of [true, false]) {
    const both = tunedOn ? tuned : heldOut;
    screen.heading(tunedOn ? "Tuned on" : "Never tuned on");
    screen.table(
      [
        { title: "series" },
        { title: "detector" },
        { title: "windows", align: "right" },
        { title: "inside", align: "right" },
        { title: "outside", align: "right" },
        { title: "score", align: "right" },
      ],
      [
        ...series.filter((one) => one.tunedOn === tunedOn).flatMap(({ name, detector, zScore }) => [
          row(name.replace(/\.csv$/, ""), "ours", detector),
          row("", "z-score", zScore),
        ]),
        row("together", "ours", both.detector),
        row("", "z-score", both.zScore),
      ],
    );
  }
  screen.say(
    `windows: labelled ones with a detection. inside, outside: detections. score: that of the ` +
      `Numenta Anomaly Benchmark, standard profile, 100 is perfect, 0 finds nothing. The z-score ` +
      `is that of ${zScoreOptions.window} values and ${zScoreOptions.threshold} deviations, the ` +
      `best on the series it was tuned on; the best on the others would score ` +
      `${zScoreInHindsight.normalized.toFixed(1)} there.`,
  );
}
