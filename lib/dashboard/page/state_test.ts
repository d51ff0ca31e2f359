import { assertEquals } from "@std/assert";
import { SimulatedSource } from "../_simulated_source.ts";
import type { Sample } from "../history.ts";
import { FIRST_STATE, nextState, type PageEvent, type PageState } from "./state.ts";

const snapshot = await new SimulatedSource().snapshot();
const sample = (atMs: number): Sample => ({
  atMs,
  producedPerSecond: 1,
  processedPerSecond: 1,
  lag: 0,
});
const after = (events: readonly PageEvent[], state: PageState = FIRST_STATE) =>
  events.reduce((known, event, index) => nextState(known, event, index), state);
const timesOf = (state: PageState) => state.samples.map(({ atMs }) => atMs);

Deno.test("figures and points gather", () => {
  const state = after([
    { type: "opened" },
    { type: "history", data: { samples: [sample(1), sample(2)], complete: true } },
    { type: "update", data: { snapshot, sample: null } },
    { type: "update", data: { snapshot, sample: sample(3) } },
  ]);
  assertEquals(timesOf(state), [1, 2, 3]);
  assertEquals([state.connection, state.heardAtMs, state.failure], ["open", 3, null]);
});

Deno.test("points that come twice after a reconnect are kept once", () => {
  const state = after([
    { type: "history", data: { samples: [sample(1), sample(2)], complete: true } },
    { type: "lost" },
    { type: "history", data: { samples: [sample(2), sample(3)], complete: false } },
  ]);
  assertEquals(timesOf(state), [1, 2, 3]);
});

Deno.test("a new server's points replace the old ones", () => {
  const state = after([
    { type: "history", data: { samples: [sample(8)], complete: true } },
    { type: "history", data: { samples: [sample(1)], complete: true } },
  ]);
  assertEquals(timesOf(state), [1]);
});

Deno.test("only the last 300 points are kept", () => {
  const samples = Array.from({ length: 400 }, (_, index) => sample(index));
  const state = after([
    { type: "history", data: { samples: [], complete: true } },
    { type: "history", data: { samples, complete: false } },
  ]);
  assertEquals([state.samples.length, state.samples[0]!.atMs], [300, 100]);
});

Deno.test("a failure keeps the figures and ends with the next ones", () => {
  const data = { message: "gone", sinceMs: 5 };
  const failing = after([{ type: "update", data: { snapshot, sample: null } }, {
    type: "failure",
    data,
  }]);
  assertEquals([failing.snapshot, failing.failure], [snapshot, data]);
  const well = after([{ type: "update", data: { snapshot, sample: null } }], failing);
  assertEquals(well.failure, null);
});

Deno.test("a lost connection keeps the figures too", () => {
  const state = after([{ type: "update", data: { snapshot, sample: null } }, { type: "lost" }]);
  assertEquals([state.connection, state.snapshot], ["lost", snapshot]);
});
