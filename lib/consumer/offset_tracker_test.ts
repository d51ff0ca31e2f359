import { assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { OffsetTracker, type Step } from "./offset_tracker.ts";

Deno.test("only the prefix that is finished without a gap may be committed", () => {
  const tracker = new OffsetTracker(10n);
  const steps: Step[] = [11n, 12n, 15n].map((nextOffset) => ({ nextOffset }));
  for (const step of steps) tracker.begin(step);
  assertEquals(tracker.toCommit, undefined);
  tracker.finish(steps[1]!);
  assertEquals([tracker.finishedUpTo, tracker.toCommit], [10n, undefined]);
  tracker.finish(steps[0]!);
  assertEquals(tracker.toCommit, 12n);
  tracker.markCommitted(12n);
  assertEquals([tracker.toCommit, tracker.committed], [undefined, 12n]);
  tracker.finish(steps[2]!);
  assertEquals(tracker.toCommit, 15n);
});

Deno.test("whatever order records finish in, the prefix never passes one that isn't finished", () => {
  const random = seededRandom("offset tracker");
  for (let round = 0; round < 50; round++) {
    const tracker = new OffsetTracker(0n);
    const open: Step[] = [];
    let begun = 0n;
    for (let at = 0; at < 300; at++) {
      if (open.length === 0 || random.int(0, 2) > 0) {
        const step = { nextOffset: ++begun };
        open.push(step);
        tracker.begin(step);
      } else {
        tracker.finish(open.splice(random.int(0, open.length - 1), 1)[0]!);
      }
      const oldest = open.reduce(
        (low, { nextOffset }) => nextOffset < low ? nextOffset : low,
        begun + 1n,
      );
      assertEquals(tracker.finishedUpTo, oldest - 1n);
    }
  }
});
