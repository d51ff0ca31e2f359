import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Sample } from "./stub.ts";
import { type Answer, wrongWait } from "./wrong_wait.ts";

const samples = (
  ...looks: readonly (readonly [second: number, end: number, committed: number])[]
) =>
  looks.map(([second, end, committed]): Sample => ({
    atMs: second * 1000,
    endOffset: BigInt(end),
    committedOffset: BigInt(committed),
  }));

/** Twelve records after a pause of eight seconds, then some more. */
const BEGINNING = samples([0, 4, 4], [8, 4, 4], [12, 16, 4]);
const LATER = [...BEGINNING, ...samples([14, 20, 6])];

const saying = (...given: readonly number[]): Answer[] =>
  [BEGINNING, LATER].map((each, at) => ({ samples: each, given: given[at] }));

Deno.test("waits between the two looks are right, and what nobody can tell is undefined", () => {
  assertEquals(wrongWait(saying(0, 6)), undefined);
  assertEquals(wrongWait(saying(4, 2)), undefined);
  assertEquals(wrongWait([{ samples: samples([0, 9, 4]), given: undefined }]), undefined);
  assertEquals(wrongWait([{ samples: samples([0, 9, 4]), given: 0 }])?.anomaly, "an invented wait");
});

Deno.test("a cause is named that explains all wrong answers, not one that fits by chance", () => {
  assertStringIncludes(wrongWait(saying(12, 14))!.happened, "records are no seconds");
  // By chance the first is as many seconds as there are records.
  assertStringIncludes(wrongWait(saying(12, 9))!.happened, "Ask when the end of the log went past");
});

Deno.test("a pause that is counted as waiting is called so", () => {
  const looks = samples([0, 1, 1], [2, 4, 1], [3, 4, 4], [11, 4, 4], [12, 16, 4]);
  const answers = [looks, [...looks, ...samples([13, 30, 4])]]
    .map((each) => ({ samples: each, given: (each.at(-1)!.atMs - 2000) / 1000 }));
  assertStringIncludes(wrongWait(answers)!.happened, "a pause before it is no part of its wait");
});
