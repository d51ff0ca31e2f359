import { assertEquals } from "@std/assert";
import { FIRST_LAB_STATE, type LabState, nextLabState, runName } from "./lab_state.ts";

const shown = (shown: unknown) => ({ type: "shown", shown });
const after = (...events: [string, unknown][]): LabState =>
  events.reduce((state, [type, data]) => nextLabState(state, { type, data }), FIRST_LAB_STATE);

Deno.test("lines that follow each other are one piece, all else stays apart", () => {
  const { items } = after(
    ["run", { id: "a" }],
    ["told", [
      shown({ kind: "text", lines: ["one"] }),
      shown({ kind: "text", lines: ["two", "three"] }),
    ]],
    ["told", [shown({ kind: "say", text: "four" }), shown({ kind: "text", lines: ["five"] })]],
  );
  assertEquals(items.map(({ number, shown }) => [number, shown.kind]), [
    [1, "text"],
    [2, "say"],
    [3, "text"],
  ]);
  assertEquals(items[0]!.shown.kind === "text" && items[0]!.shown.lines, ["one", "two", "three"]);
});

Deno.test("another run begins on an empty page", () => {
  const state = after(
    ["run", { id: "a" }],
    ["told", [shown({ kind: "say", text: "old" }), { type: "cut" }]],
    ["run", { id: "b" }],
  );
  assertEquals([state.runId, state.items, state.cut], ["b", [], false]);
});

Deno.test("of a long run the newest is shown, and how much is left out", () => {
  const says = Array.from({ length: 620 }, (_, at) => shown({ kind: "say", text: String(at) }));
  const state = after(["run", { id: "a" }], ["told", says]);
  assertEquals([state.items.length, state.leftOut, state.items[0]!.number], [500, 120, 121]);
});

Deno.test("a run is named as it was called", () => {
  assertEquals(
    [{ command: "lab", labs: ["04"] }, { command: "verify", labs: ["02"] }, {
      command: "verify",
      labs: ["01", "02"],
    }].map(runName),
    ["lab:04", "verify 02", "verify of 2 labs"],
  );
});
