import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { WorkshopError } from "../core/mod.ts";
import { readLabelledSeries } from "./labelled_series.ts";
import { type LabelledSeries, nabScore, probationLength, togetherScore } from "./nab_scoring.ts";

/** A thousand values with labelled windows at 300 to 399 and 700 to 749. */
const SERIES: LabelledSeries = {
  name: "thousand",
  timesMs: Array.from({ length: 1000 }, (_, at) => at * 1000),
  values: Array(1000).fill(0),
  windows: [{ startMs: 300_000, endMs: 399_000 }, { startMs: 700_000, endMs: 749_000 }],
};

const scoreOf = (...detections: number[]) =>
  nabScore(SERIES, SERIES.timesMs.map((_, at) => detections.includes(at)));

const sigmoid = (position: number) => 2 / (1 + Math.exp(5 * position)) - 1;

Deno.test("the null detector scores 0, one that finds each window at its edge 100", () => {
  assertEquals(scoreOf().normalized, 0);
  const perfect = scoreOf(300, 700);
  assertAlmostEquals(perfect.normalized, 100);
  assertEquals([perfect.found, perfect.inside, perfect.outside], [2, 2, 0]);
});

Deno.test("of a window the earliest detection counts, the less the later it is", () => {
  assertAlmostEquals(scoreOf(350, 380, 399, 700).raw, 1 + sigmoid(-0.5) / sigmoid(-1));
  assertAlmostEquals(scoreOf(399, 700).raw, 1 + sigmoid(-0.01) / sigmoid(-1));
});

Deno.test("a false alarm costs 0.11, and less soon after a window", () => {
  assertAlmostEquals(scoreOf(300, 700, 200).raw, 2 - 0.11);
  assertAlmostEquals(scoreOf(300, 700, 400).raw, 2 + 0.11 * sigmoid(1 / 99));
  assertAlmostEquals(scoreOf(300, 700, 699).raw, 2 - 0.11, 1e-6);
  assertAlmostEquals(scoreOf(300, 700, 760).raw, 2 + 0.11 * sigmoid(11 / 49));
});

Deno.test("the first 15 % are not judged, and no more than 750 values", () => {
  assertEquals(scoreOf(0, 149).raw, -2);
  assertEquals(scoreOf(150).outside, 1);
  assertEquals([probationLength(4032), probationLength(100_000)], [604, 750]);
});

Deno.test("series together count by their windows", () => {
  const { windows, found, normalized } = togetherScore([scoreOf(300, 700), scoreOf(300)]);
  assertEquals([windows, found], [4, 3]);
  assertAlmostEquals(normalized, 75);
});

Deno.test("each value must have been judged", () => {
  assertThrows(() => nabScore(SERIES, [true]), WorkshopError, "1000 values, but 1 were judged");
});

Deno.test("a series is read from lines of time and value, wrong ones are named", () => {
  const csv = "timestamp,value\n2014-02-14 14:30:00,0.132\n2014-02-14 14:35:00,7\n";
  const pairs = [["2014-02-14 14:30:00.000000", "2014-02-14 14:35:00.000000"]] as const;
  const { timesMs, values, windows } = readLabelledSeries("cpu.csv", csv, pairs);
  assertEquals(timesMs, [Date.UTC(2014, 1, 14, 14, 30), Date.UTC(2014, 1, 14, 14, 35)]);
  assertEquals(values, [0.132, 7]);
  assertEquals(windows, [{ startMs: timesMs[0]!, endMs: timesMs[1]! }]);
  const wrong = (line: string) => () => readLabelledSeries("cpu.csv", `${csv}${line}\n`, []);
  assertThrows(wrong("2014-02-14 14:40:00,"), WorkshopError, "cpu.csv, line 4, has the value");
  assertThrows(wrong("yesterday,7"), WorkshopError, "has the time yesterday");
});
