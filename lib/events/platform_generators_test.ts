import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Random, seededRandom } from "../core/mod.ts";
import { platformSchema, SchemaValidationError, validatePlainMessage } from "../schemas/mod.ts";
import { APPLICATION_LOG_LEVELS } from "./application_log.ts";
import { ApplicationLogGenerator } from "./application_log_generator.ts";
import { SystemMetricGenerator } from "./system_metric_generator.ts";
import { USER_ACTIONS } from "./user_event.ts";
import { UserEventGenerator } from "./user_event_generator.ts";

const STANDING = { now: () => 1_700_000_000_000 } as never;
const SEEDS = ["a", "b", "c", "d", "e"];

const KINDS = [
  {
    name: "user_event",
    make: (random: Random) => new UserEventGenerator({ random, clock: STANDING }),
  },
  {
    name: "application_log",
    make: (random: Random) => new ApplicationLogGenerator({ random, clock: STANDING }),
  },
  {
    name: "system_metric",
    make: (random: Random) => new SystemMetricGenerator({ random, clock: STANDING }),
  },
] as const;

function take<T>(source: { next(): T }, count: number): T[] {
  return Array.from({ length: count }, () => source.next());
}

Deno.test.each([...KINDS])("each $name is valid, and a seed repeats it", ({ name, make }) => {
  const messages = take<object>(make(seededRandom("x")), 2000);
  for (const message of messages) {
    validatePlainMessage(JSON.stringify(message), platformSchema(name));
  }
  assertEquals(take<object>(make(seededRandom("x")), 2000), messages);
  assertThrows(() => validatePlainMessage("{}", platformSchema(name)), SchemaValidationError);
});

Deno.test("visitors do everything that users do, and a visit belongs to one user", () => {
  const events = take(new UserEventGenerator({ random: seededRandom("visits") }), 5000);
  assertEquals(new Set(events.map(({ event }) => event)), new Set(USER_ACTIONS));
  for (const [, visit] of Map.groupBy(events, ({ session_id }) => session_id)) {
    assertEquals(new Set(visit.map(({ user_id }) => user_id)).size, 1);
    assert(visit.slice(1).every(({ event }) => event !== "signup"), "only at the beginning");
  }
});

Deno.test("several services log at three levels, most of it INFO", () => {
  const logs = take(new ApplicationLogGenerator({ random: seededRandom("levels") }), 5000);
  const share = (level: string) => logs.filter((each) => each.level === level).length / logs.length;
  assertEquals(
    new Set(logs.map(({ level }) => level)),
    new Set(APPLICATION_LOG_LEVELS.slice(1)),
  );
  assert(share("INFO") > 0.6 && share("ERROR") < 0.25, `${share("INFO")} ${share("ERROR")}`);
  assertEquals(new Set(logs.map(({ service }) => service)).size, 4);
});

Deno.test("the first trouble comes in time: a service says many errors", () => {
  for (const seed of SEEDS) {
    const logs = take(
      new ApplicationLogGenerator({ random: seededRandom(seed), firstTroubleAfter: 10 }),
      100,
    );
    const errors = Map.groupBy(
      logs.filter(({ level }) => level === "ERROR"),
      ({ service }) => service,
    );
    const most = Math.max(...[...errors.values()].map(({ length }) => length));
    assert(most >= 20, `${most} errors with seed ${seed}`);
  }
});

Deno.test("each host has its three figures round by round, and the first incident comes in time", () => {
  for (const seed of SEEDS) {
    const random = seededRandom(seed);
    const readings = take(new SystemMetricGenerator({ random, firstIncidentAfter: 5 }), 15 * 20);
    const series = Map.groupBy(readings, ({ host, metric }) => `${host} ${metric}`);
    assertEquals([...series.values()].map(({ length }) => length), Array(15).fill(20));
    const busy = readings.filter(({ metric, value }) => metric === "cpu_percent" && value > 90);
    assert(busy.length >= 8, `${busy.length} busy readings with seed ${seed}`);
    assertEquals(new Set(readings.map(({ unit }) => unit)), new Set(["percent"]));
  }
});
