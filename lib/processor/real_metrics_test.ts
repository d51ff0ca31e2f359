import { assert, assertEquals } from "@std/assert";
import { compareDetectors } from "./detector_comparison.ts";
import { readLabelledSeries } from "./labelled_series.ts";

const FOLDER = "../shared/data/metrics";

function isThere(): boolean {
  try {
    return Deno.statSync(`${FOLDER}/windows.json`).isFile;
  } catch {
    return false;
  }
}

if (!isThere()) {
  console.warn(`Skipped: ${FOLDER} is not here, so the detector is not judged by real metrics`);
}

Deno.test({
  name: "on real metrics that it was not tuned on the detector beats a tuned z-score",
  ignore: !isThere(),
  fn: () => {
    const read = (name: string) => Deno.readTextFileSync(`${FOLDER}/${name}`);
    const windows: Record<string, [string, string][]> = JSON.parse(read("windows.json"));
    const names = Object.keys(windows).sort();
    const series = names.map((name) => readLabelledSeries(name, read(name), windows[name]!));
    const tunedOn = new Set(names.filter((_, at) => at % 2 === 0));
    const comparison = compareDetectors(series, tunedOn);
    assertEquals([series.length, tunedOn.size], [6, 3]);
    const { detector, zScore } = comparison.heldOut;
    assert(detector.normalized > zScore.normalized, "better than the z-score tuned like it");
    assert(detector.normalized > comparison.zScoreInHindsight.normalized, "even in hindsight");
    assertEquals(detector.found, detector.windows, "it finds each labelled window");
    assert(detector.outside <= 12, `${detector.outside} false alarms in some ten thousand values`);
  },
});
