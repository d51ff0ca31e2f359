import { type Clock, nullMeter, seededRandom, systemClock } from "../../core/mod.ts";
import {
  ApplicationLogGenerator,
  SystemMetricGenerator,
  UserEventGenerator,
} from "../../events/mod.ts";
import type { Kafka } from "../../consumer/mod.ts";
import type { Store, StoreDocument } from "../../storage/mod.ts";
import {
  APPLICATION_LOGS,
  type MessageKind,
  SYSTEM_METRICS,
  USER_EVENTS,
} from "./message_kinds.ts";
import { startPlatformProducer } from "./producer.ts";

/** A clock that goes on by a step whenever somebody looks. */
function stepping(stepMs: number): Clock {
  let nowMs = 1_750_000_000_000;
  return { ...systemClock, now: () => nowMs += stepMs } as Clock;
}

/** Fills the three topics with messages that stretch over minutes; one in fifty is broken. */
export async function fillPlatform(kafka: Kafka, count = 1500): Promise<void> {
  const random = seededRandom("platform");
  const fill = async <T extends object>(
    kind: MessageKind<T>,
    generator: { next(): T },
    messages: number,
  ) => {
    await using producer = await startPlatformProducer(kafka, {
      kind,
      source: () => generator,
      intervalMs: 0,
      count: messages,
      poisonShare: 0.02,
      parseLine: (text) => JSON.parse(text),
      random: random.fork(kind.topic),
      meter: nullMeter,
    });
    await producer.closed;
  };
  const events = { random: random.fork("events"), clock: stepping(200) };
  await fill(USER_EVENTS, new UserEventGenerator(events), count);
  const logs = { random: random.fork("logs"), clock: stepping(200) };
  await fill(APPLICATION_LOGS, new ApplicationLogGenerator(logs), count);
  const metrics = { random: random.fork("metrics"), clock: stepping(100) };
  await fill(SYSTEM_METRICS, new SystemMetricGenerator(metrics), count * 2);
}

/** What was found out, by id; what is remembered is left out. */
export async function findingsIn(store: Store): Promise<Map<string, StoreDocument["body"]>> {
  const all = await store.find({ limit: 1_000_000 });
  return new Map(
    all.filter(({ body }) => body["kind"] !== "state")
      .map(({ id, body }) => [id, body] as const)
      .sort(([a], [b]) => a < b ? -1 : 1),
  );
}
