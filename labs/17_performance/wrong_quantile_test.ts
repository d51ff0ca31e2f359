import { assertEquals, assertStringIncludes } from "@std/assert";
import { quantilesOf, type Sample, waitOf } from "./samples.ts";
import { numbersFor, wrongQuantile } from "./wrong_quantile.ts";

const SHARES = [0, 0.5, 0.75, 1];
/** One sender: its second record was stuck, those behind it were sent late, the last got lost. */
const SAMPLES: readonly Sample[] = [
  { dueMs: 0, sentMs: 0, doneMs: 3 },
  { dueMs: 5, sentMs: 5, doneMs: 105 },
  { dueMs: 10, sentMs: 105, doneMs: 107 },
  { dueMs: 15, sentMs: 107, doneMs: 111 },
  { dueMs: 20, sentMs: 111, doneMs: undefined },
];
const waits = SAMPLES.map(waitOf);

const wrong = (got: readonly number[]) =>
  wrongQuantile([{ samples: SAMPLES, shares: SHARES, got, about: "Of five waits" }]);

Deno.test("what is right is not wrong", () => {
  assertEquals(wrong(quantilesOf(waits, SHARES)), undefined);
});

Deno.test("a cause is named that explains each wrong quantile", () => {
  const fromSent = SAMPLES.map(({ sentMs, doneMs = Infinity }) => doneMs - sentMs);
  assertEquals(wrong(quantilesOf(fromSent, SHARES))?.anomaly, "coordinated omission");
  const kept = waits.filter((wait) => wait !== Infinity);
  assertEquals(wrong(quantilesOf(kept, SHARES))?.anomaly, "survivors only");
  // The last one alone could be of survivors.
  assertEquals(wrong([3, 96, 100, 100])?.anomaly, "a wrong quantile");
  const some = { samples: SAMPLES, shares: [1], about: "Of five waits" };
  assertEquals(wrongQuantile([{ ...some, got: [100] }])?.anomaly, "survivors only");
  assertEquals(
    wrongQuantile([{ ...some, got: [100] }, { ...some, got: [97] }])?.anomaly,
    "a wrong quantile",
  );
});

Deno.test("another place is told by its index, whatever the samples are about", () => {
  const [none, , most] = quantilesOf(waits, SHARES);
  const problem = wrong([none!, 100, most!, Infinity])!;
  assertEquals(problem.anomaly, "a wrong quantile");
  assertStringIncludes(problem.happened, "stands at index 3, and the one of 0.5 × 5, rounded down");
});

Deno.test("a share without a number is named", () => {
  assertEquals(numbersFor([0, 1], [1, Infinity]), [1, Infinity]);
  const problem = numbersFor([0, 1], [1, undefined]);
  assertStringIncludes(JSON.stringify(problem), "The index of share 1 is past the end");
});
