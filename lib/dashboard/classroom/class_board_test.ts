import { assertEquals } from "@std/assert";
import { ClassBoard } from "./class_board.ts";

const LABS = ["01", "02"].map((number) => ({ number, title: `Lab ${number}` }));

function record(name: string, lab: string, verdict: string | null, timestampMs = 7) {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const value = JSON.stringify({ name, lab, verdict, atMs: 1, tookMs: 2 });
  return {
    key: bytes(`${name}/${lab}`),
    value: verdict === null ? null : bytes(value),
    timestampMs,
  };
}

Deno.test("the newest record of a cell stands, with the time of the log", () => {
  const board = new ClassBoard(LABS);
  board.apply(record("Ada", "01", "fail", 5));
  assertEquals(board.apply(record("Ada", "01", "pass", 6)), {
    name: "Ada",
    lab: "01",
    cell: { verdict: "pass", atMs: 6, tookMs: 2 },
  });
  assertEquals(board.learners(), [
    { name: "Ada", results: { "01": { verdict: "pass", atMs: 6, tookMs: 2 } } },
  ]);
});

Deno.test("a topic with more learners than there is room for fills no memory", () => {
  const board = new ClassBoard(LABS, 2);
  for (const name of ["Ada", "Bo", "Cy", "Di"]) board.apply(record(name, "01", "pass"));
  assertEquals([board.names, board.passedOver], [["Ada", "Bo"], 2]);
  board.apply(record("Ada", "02", "fail"));
  assertEquals(board.labsOf("Ada"), ["01", "02"]);
});

Deno.test("a tombstone empties a cell, the last one takes the learner off", () => {
  const board = new ClassBoard(LABS);
  for (const lab of ["01", "02"]) board.apply(record("Ada", lab, "pass"));
  assertEquals(board.apply(record("Ada", "01", null))?.cell, null);
  assertEquals(board.labsOf("Ada"), ["02"]);
  board.apply(record("Ada", "02", null));
  assertEquals([board.names, board.learners()], [[], []]);
});
