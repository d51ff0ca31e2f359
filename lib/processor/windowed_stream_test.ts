import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { shuffledWithin, throughJson } from "./_arrivals.ts";
import { combine, count, countDistinct, sum } from "./aggregations.ts";
import type { WindowResult } from "./window_types.ts";
import { WindowedStream } from "./windowed_stream.ts";

interface UserEvent {
  readonly user: string;
  /** In cents. */
  readonly amount: number;
}

interface Minute {
  readonly events: number;
  readonly revenue: number;
  readonly users: number;
}

const MINUTE_MS = 60_000;

const analytics = () =>
  new WindowedStream({
    windows: { kind: "tumbling", sizeMs: MINUTE_MS },
    aggregation: combine<UserEvent, Minute>({
      events: count(),
      revenue: sum(({ amount }) => amount),
      users: countDistinct(({ user }) => user),
    }),
    outOfOrdernessMs: 4000,
    graceMs: 6000,
    idleAfterMs: 30_000,
  });

/** The records of a topic, partition by partition in the order of offsets. */
function randomTopic(seed: string) {
  const random = seededRandom(seed);
  const events = Array.from({ length: 400 }, () => ({
    partition: String(random.int(0, 2)),
    key: random.pick(["click", "purchase", "signup"]),
    timeMs: random.int(0, 8 * MINUTE_MS),
    value: { user: `u${random.int(1, 30)}`, amount: random.int(1, 9999) },
  }));
  return { random, log: shuffledWithin(events, 10_000, random) };
}

function oracle(log: ReturnType<typeof randomTopic>["log"]): Map<string, Minute> {
  const groups = Map.groupBy(log, ({ key, timeMs }) => `${key} ${Math.floor(timeMs / MINUTE_MS)}`);
  return new Map([...groups].map(([name, events]) => [name, {
    events: events.length,
    revenue: events.reduce((cents, { value }) => cents + value.amount, 0),
    users: new Set(events.map(({ value }) => value.user)).size,
  }]));
}

const nameOf = ({ key, startMs }: WindowResult<Minute>) => `${key} ${startMs / MINUTE_MS}`;

Deno.test("events, revenue and users of each minute and type are those of a look at the whole topic", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { log } = randomTopic(`analytics ${seed}`);
    const stream = analytics();
    stream.assign(["0", "1", "2"]);
    const results = log.flatMap(({ partition, ...record }) => {
      const step = stream.process(partition, record);
      assertEquals(step.late, false);
      return step.results;
    });
    results.push(...stream.flush());
    assertEquals(new Map(results.map((result) => [nameOf(result), result.value])), oracle(log));
    assertEquals(stream.counts.taken, log.length);
    assertEquals(stream.openWindows, 0);
  }
});

Deno.test("killed anywhere and read again from the stored offset, each window has one result", () => {
  let repeated = 0;
  for (let seed = 0; seed < 30; seed++) {
    const { log, random } = randomTopic(`killed ${seed}`);
    let stream = analytics();
    stream.assign(["0", "1", "2"]);
    let stored = { offset: 0, state: throughJson(stream.snapshot()) };
    const published: WindowResult<Minute>[] = [];
    for (let offset = 0; offset < log.length; offset++) {
      const { partition, ...record } = log[offset]!;
      published.push(...stream.process(partition, record).results);
      if (random.next() < 0.05) {
        stored = { offset: offset + 1, state: throughJson(stream.snapshot()) };
      }
      if (random.next() > 0.01) continue;
      stream = analytics();
      stream.restore(stored.state);
      offset = stored.offset - 1;
    }
    published.push(...stream.flush());
    const byName = Map.groupBy(published, nameOf);
    for (const same of byName.values()) {
      for (const other of same) assertEquals(other, same[0], "given again, it is the same");
      repeated += same.length - 1;
    }
    assertEquals(
      new Map([...byName].map(([name, [result]]) => [name, result!.value])),
      oracle(log),
    );
  }
  assert(repeated > 10, `only ${repeated} results were given again`);
});

Deno.test("a silent partition holds results back until it is idle or somebody else's", () => {
  for (const letGo of ["idle", "revoked"] as const) {
    const stream = analytics();
    stream.assign(["0", "1"], 0);
    const value = { user: "ana", amount: 1 };
    for (const timeMs of [1000, 75_000]) {
      const step = stream.process("0", { key: "click", timeMs, value }, 29_000);
      assertEquals(step.results, []);
    }
    assertEquals(stream.watermarkMs, -Infinity);
    assertEquals(stream.checkIdle(29_999), []);
    const results = letGo === "idle" ? stream.checkIdle(30_000) : stream.revoke(["1"]);
    assertEquals(results.map(({ endMs, count }) => [endMs, count]), [[MINUTE_MS, 1]]);
    assertEquals(stream.watermarkMs, 71_000);
  }
});
