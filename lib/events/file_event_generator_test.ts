import { assert, assertEquals } from "@std/assert";
import { ManualClock, seededRandom } from "../core/mod.ts";
import { ALL_EVENT_TYPES, fileEventFormat, validateValue } from "../schemas/mod.ts";
import { type FileEvent, subjectOf } from "./file_event.ts";
import { FileEventGenerator } from "./file_event_generator.ts";

function generate(count: number, seed = "files"): FileEvent[] {
  const clock = new ManualClock(Date.parse("2024-06-18T10:30:45.678Z"));
  const generator = new FileEventGenerator({ random: seededRandom(seed), clock });
  return Array.from({ length: count }, () => generator.next());
}

const events = generate(5000);

Deno.test("every generated file or user event is valid", () => {
  for (const event of events) validateValue(event, fileEventFormat());
});

Deno.test("a seed repeats its file events, another seed gives others", () => {
  assertEquals(generate(50), generate(50));
  assert(generate(1, "other")[0]!.eventId !== events[0]!.eventId);
});

Deno.test("all types of the registry occur, each with an id of its own and the time of its making", () => {
  assertEquals(new Set(events.map((event) => event.eventType as string)), ALL_EVENT_TYPES);
  assertEquals(new Set(events.map((event) => event.eventId)).size, events.length);
  assertEquals(new Set(events.map((event) => event.eventTime)), new Set(["2024-06-18T10:30:45Z"]));
  assertEquals(new Set(events.map((event) => event.eventVersion)), new Set(["1.0"]));
});

Deno.test("only what is there is removed, once, and by somebody who is there", () => {
  checkOrder(events);
  for (let seed = 0; seed < 100; seed++) checkOrder(generate(40, `short ${seed}`));
});

function checkOrder(events: readonly FileEvent[]): void {
  const there = new Set<string>();
  for (const event of events) {
    const { domain, id } = subjectOf(event);
    const begins = event.eventType === "file-added" || event.eventType === "user-created";
    assertEquals(there.has(`${domain}/${id}`), !begins, event.eventType);
    begins ? there.add(`${domain}/${id}`) : there.delete(`${domain}/${id}`);
    const { addedBy, removedBy, deletedBy } = event.payload as unknown as Record<string, string>;
    const by = addedBy ?? removedBy ?? deletedBy;
    if (by !== undefined) assert(there.has(`user/${by}`), `${by} is not there`);
  }
}
