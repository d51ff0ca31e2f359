import { assertEquals } from "@std/assert";
import type { Sample } from "../history.ts";
import { columnsOf, summaryOf } from "./summary.ts";

const sample = (second: number, produced: number, lag = 0): Sample => ({
  atMs: second * 1000,
  producedPerSecond: produced,
  processedPerSecond: produced / 2,
  lag,
});

Deno.test("the charts are told in words", () => {
  assertEquals(
    summaryOf([sample(0, 190, 12), sample(1, 210, 1300), sample(2, 200, 45)]),
    "In the last 2.0 s, per second: produced 190 to 210, now 200; processed 95 to 105, now 100. " +
      "Unread: 12 to 1,300, now 45.",
  );
  assertEquals(summaryOf([]), "Not enough figures for a chart yet.");
});

Deno.test("a time without figures is a gap in the line", () => {
  const columns = columnsOf([sample(0, 1), sample(1, 2), sample(20, 3)], [
    (sample) => sample.producedPerSecond,
  ]);
  assertEquals(columns, [[0, 1, 2, 20], [1, 2, null, 3]]);
});
