import { assertEquals } from "@std/assert";
import { type BoardState, FIRST_BOARD_STATE, labCounts, nextBoardState } from "./board_state.ts";

const cell = (verdict: string, atMs: number) => ({ verdict, atMs, tookMs: 1 });
const after = (...events: [string, unknown][]): BoardState =>
  events.reduce((state, [type, data]) => nextBoardState(state, { type, data }), FIRST_BOARD_STATE);

const BOARD = {
  labs: [{ number: "01", title: "One" }],
  learners: [
    { name: "Ada", results: { "01": cell("pass", 5) } },
    { name: "Bo", results: { "01": cell("fail", 9) } },
  ],
  failure: null,
};

Deno.test("a change lands in its cell, a new learner in the order of names", () => {
  const state = after(["board", BOARD], ["changes", [
    { name: "Bo", lab: "01", cell: cell("pass", 10) },
    { name: "Alan", lab: "01", cell: cell("inconclusive", 11) },
  ]]);
  assertEquals(state.learners.map(({ name }) => name), ["Ada", "Alan", "Bo"]);
  assertEquals(labCounts(state.learners, "01"), { pass: 2, fail: 0, inconclusive: 1 });
  assertEquals([state.last?.name, state.last?.cell.verdict], ["Alan", "inconclusive"]);
});

Deno.test("the newest result of the board is known before anything changes", () => {
  assertEquals(after(["board", BOARD]).last?.name, "Bo");
});

Deno.test("a learner whose last result is taken away is gone", () => {
  const state = after(["board", BOARD], ["changes", [{ name: "Bo", lab: "01", cell: null }]]);
  assertEquals(state.learners.map(({ name }) => name), ["Ada"]);
  assertEquals(state.last?.name, "Ada");
});

Deno.test("a learner called as a property of objects is a learner like any other", () => {
  const state = after(["board", BOARD], ["changes", [
    { name: "constructor", lab: "01", cell: cell("pass", 1) },
  ]]);
  assertEquals(state.learners.at(-1)?.name, "constructor");
  assertEquals(labCounts(state.learners, "02"), { pass: 0, fail: 0, inconclusive: 0 });
});
