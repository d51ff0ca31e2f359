import type { ConsumedRecord } from "../../lib/kafka/mod.ts";
import { eventTopic } from "../../lib/processor/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";
import { AccountWriter } from "./accounts.ts";
import type { AccountEvent } from "./stub.ts";

const decoder = new TextDecoder();

/** Segments that are closed at once, since nothing in the open one is compacted. */
export const COMPACTED = {
  "cleanup.policy": "compact",
  "segment.ms": "1",
  "min.cleanable.dirty.ratio": "0.01",
};

/** An event where it lies. */
export interface Written {
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly event: AccountEvent;
}

/** A topic that keeps everything. */
export function keepingTopic(context: RunContext, purpose = "events"): Promise<string> {
  return context.topic(purpose, 1, { config: eventTopic("", 1).config });
}

/** What happens to some accounts, one event after the other. */
export function randomEvents(context: RunContext, accounts: number, count: number): AccountEvent[] {
  const { random } = context;
  const writers = Array.from(
    { length: accounts },
    (_, at) => new AccountWriter(`account-${at + 1}`, random),
  );
  return Array.from(
    { length: count },
    (_, at) => (at < accounts ? writers[at]! : random.pick(writers)).next(),
  );
}

/** Writes events one by one, by account; each is in the log before the next one is sent. */
export async function writeEvents(
  context: RunContext,
  topic: string,
  events: readonly AccountEvent[],
): Promise<void> {
  const producer = await context.producer({ lingerMs: 0 });
  for (const event of events) {
    await producer.send({ topic, key: event.account, value: JSON.stringify(event) });
  }
}

/** What a topic of events holds. */
export async function readEvents(context: RunContext, topic: string): Promise<Written[]> {
  const written: Written[] = [];
  for await (const record of context.kafka.read({ topic })) {
    const { offset, timestampMs } = record;
    written.push({ offset, timestampMs, event: jsonOf(record) as AccountEvent });
  }
  return written;
}

/** The JSON that a record holds. */
export function jsonOf({ value }: ConsumedRecord): unknown {
  return JSON.parse(decoder.decode(value!));
}

/** Events by account, in the order in which the accounts first come. */
export function byAccount(events: readonly AccountEvent[]): Map<string, AccountEvent[]> {
  return Map.groupBy(events, ({ account }) => account);
}
