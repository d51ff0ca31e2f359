import { assertEquals, assertThrows } from "@std/assert";
import { difference, lengthOf, levelOfState, meaningOf, partitionsIn } from "./words.ts";

const rebalance = {
  number: 1,
  startedAtMs: 0,
  states: [],
  joined: [],
  joinedCount: 0,
  left: [],
  leftCount: 0,
  members: 0,
  moved: 0,
};

Deno.test("how long a rebalance took is said no more exactly than it was seen", () => {
  const length = (endedAtMs: number | null, minMs: number, maxMs: number | null) =>
    lengthOf({ ...rebalance, endedAtMs, minMs, maxMs });
  assertEquals(length(null, 2000, null), "for 2.0 s so far");
  assertEquals(length(5000, 2000, 4000), "2.0 s to 4.0 s");
  assertEquals(length(5000, 0, 1000), "less than 1.0 s");
  assertEquals(length(5000, 3000, null), "3.0 s or more");
});

Deno.test("every state of Kafka has a badge and a meaning, and unknown ones do no harm", () => {
  assertEquals(["Stable", "Empty", "PreparingRebalance", "Odd"].map(levelOfState), [
    "ok",
    "pending",
    "warning",
    "warning",
  ]);
  assertEquals([meaningOf("Stable").length > 10, meaningOf("Odd")], [true, ""]);
});

Deno.test("partitions are named one by one and by ranges", () => {
  assertEquals(partitionsIn(" 4, 0,2-3 ,2"), [0, 2, 3, 4]);
  assertEquals(partitionsIn(" , "), undefined);
  for (const text of ["a", "-1", "3-1", "0-99999", "1.5"]) {
    assertThrows(() => partitionsIn(text), Error, "names no partitions");
  }
});

Deno.test("a move is told by its difference, beyond what a double can hold", () => {
  assertEquals(difference("9007199254740993", "9007199254740994"), "+1");
  assertEquals([difference("5", "2"), difference("5", "5"), difference(null, "3")], [
    "−3",
    "0",
    "new",
  ]);
});
