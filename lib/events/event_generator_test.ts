import { assert, assertEquals, assertMatch } from "@std/assert";
import { ManualClock, seededRandom } from "../core/mod.ts";
import { randomEventFormat, validateValue } from "../schemas/mod.ts";
import { EventGenerator } from "./event_generator.ts";
import { DEVICE_TYPES, EVENT_STATUSES, EVENT_TYPES, type RandomEvent } from "./random_event.ts";
import { deviceTypeOf } from "./user_agents.ts";

function generate(count: number, seed = "events"): RandomEvent[] {
  const clock = new ManualClock(Date.parse("2024-06-18T10:30:45.678Z"));
  const generator = new EventGenerator({ random: seededRandom(seed), clock });
  return Array.from({ length: count }, () => generator.next());
}

const events = generate(2000);

Deno.test("every generated event is valid", () => {
  for (const event of events) validateValue(event, randomEventFormat());
});

Deno.test("a seed repeats its events, another seed gives others", () => {
  assertEquals(generate(50), generate(50));
  assert(generate(1, "other")[0]!.event_id !== events[0]!.event_id);
});

Deno.test("all types, statuses and devices occur", () => {
  assertEquals(new Set(events.map((event) => event.event_type)), new Set(EVENT_TYPES));
  assertEquals(new Set(events.map((event) => event.status)), new Set(EVENT_STATUSES));
  assertEquals(new Set(events.map((event) => event.device_type)), new Set(DEVICE_TYPES));
});

Deno.test("an event has exactly the documented fields", () => {
  const [event] = events;
  assertEquals(Object.keys(event!), [
    "event_id",
    "event_type",
    "user_id",
    "timestamp",
    "value",
    "status",
    "location",
    "device_type",
    "metadata",
  ]);
  assertEquals(Object.keys(event!.location), ["city", "country"]);
  assertEquals(Object.keys(event!.metadata), ["session_id", "ip_address", "user_agent"]);
  assertEquals(event!.timestamp, "2024-06-18T10:30:45Z");
});

Deno.test("ids are version 4 UUIDs, addresses local, amounts in cents, devices as their agents say", () => {
  const uuid4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
  for (const { event_id, metadata, value, device_type } of events) {
    assertMatch(event_id, uuid4);
    assertMatch(metadata.session_id, uuid4);
    assertMatch(metadata.ip_address, /^192\.168\.1\.\d{1,3}$/);
    assert(Math.abs(Math.round(value * 100) - value * 100) < 1e-6, String(value));
    assertEquals(deviceTypeOf(metadata.user_agent), device_type);
  }
  assertEquals(new Set(events.map((event) => event.event_id)).size, events.length);
});
