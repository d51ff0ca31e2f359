import { assertEquals, assertNotEquals } from "@std/assert";
import { randomEventFormat, validateMessage } from "../../../schemas/mod.ts";
import { SizedEvents } from "./fill.ts";

Deno.test("events of a backlog are valid, of one size, and each has an id of its own", () => {
  const events = new SizedEvents("test", 1024);
  const [a, b] = [events.record(), events.record()];
  assertEquals([a.value!.length, b.value!.length], [1024, 1024]);
  const [first, second] = [a, b].map(({ value }) => validateMessage(value, randomEventFormat()));
  assertNotEquals(first!.value["event_id"], second!.value["event_id"]);
});
