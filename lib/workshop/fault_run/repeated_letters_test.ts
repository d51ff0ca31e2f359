import { assertEquals } from "@std/assert";
import type { HistoryEvent } from "../history/mod.ts";
import { unprovokedLetters } from "./repeated_letters.ts";

const PLACE = { topic: "in", partition: 0, offset: 0n };

function deliver(id: string): HistoryEvent {
  return { t: 0, p: "member", type: "deliver", id, ...PLACE, reader: "member" };
}

function letter(id: string): HistoryEvent {
  const story = { from: PLACE, reason: "JSON_INVALID", attempts: 1 };
  return { t: 0, p: "reader", type: "dlq", phase: "found", id, ...story };
}

Deno.test("a record may have as many letters as it was delivered times, and no more", () => {
  assertEquals(unprovokedLetters([deliver("a"), letter("a")]), []);
  assertEquals(unprovokedLetters([deliver("a"), deliver("a"), letter("a"), letter("a")]), []);
  const [objection] = unprovokedLetters([deliver("a"), letter("a"), letter("a")]);
  assertEquals(objection, { rule: "I7", what: "a has 2 letters, and was delivered 1 times" });
});
