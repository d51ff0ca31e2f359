import { assertEquals } from "@std/assert";
import { seededRandom } from "../../lib/core/mod.ts";
import { history } from "./histories.ts";
import { beginningsOf, waitOf } from "./samples.ts";
import type { Sample } from "./stub.ts";

const samples = (
  ...looks: readonly (readonly [second: number, end: number, committed: number])[]
) =>
  looks.map(([second, end, committed]): Sample => ({
    atMs: second * 1000,
    endOffset: BigInt(end),
    committedOffset: BigInt(committed),
  }));

Deno.test("a record is as old as the two looks between which the end went past it", () => {
  assertEquals(waitOf(samples([0, 4, 4], [2, 5, 4], [10, 9, 4])), { least: 8, most: 10 });
});

Deno.test("a pause before a record is no part of its wait", () => {
  const looks = samples([0, 4, 4], [50, 4, 4], [52, 8, 4], [53, 8, 5]);
  assertEquals(waitOf(looks), { least: 1, most: 3 });
});

Deno.test("nothing unread is no wait, however old the last look is", () => {
  assertEquals(waitOf(samples([0, 4, 4], [90, 4, 4])), { least: 0, most: 0 });
});

Deno.test("what was unread at the first look has waited for nobody knows how long", () => {
  assertEquals(waitOf(samples([0, 9, 4], [2, 9, 4])), "unknown");
  assertEquals(waitOf(samples([0, 9, 4], [2, 12, 10])), { least: 0, most: 2 });
});

Deno.test("histories go on in time, never lose an end, and commit no more than there is", () => {
  for (const group of ["keeps up", "falls behind", "starts over"] as const) {
    const looks = history(seededRandom(group), { samples: 200, group });
    for (const [before, after] of beginningsOf(looks).slice(1).map((each) => each.slice(-2))) {
      assertEquals(before!.atMs < after!.atMs && before!.endOffset <= after!.endOffset, true);
      assertEquals(after!.committedOffset <= after!.endOffset, true);
      const wentBack = after!.committedOffset < before!.committedOffset;
      assertEquals(wentBack && group !== "starts over", false);
    }
  }
});
