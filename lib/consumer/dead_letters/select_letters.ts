import { headerText } from "../../core/mod.ts";
import type { ConsumedRecord, Kafka } from "../../kafka/mod.ts";
import {
  type DeadLetter,
  type DeadLetterReason,
  readDeadLetter,
  reasonOf,
} from "../read_dead_letter.ts";
import { type LetterPlace, Settled, type Settlement } from "./settled.ts";

/** Which dead letters are meant; what is left out means all. */
export interface LetterSelection {
  /** The topic that they came from. */
  readonly topic?: string;
  /** The error's code. */
  readonly errorCode?: string;
  /** Name of the error's class. */
  readonly errorClass?: string;
  /** The record's key, as text. */
  readonly key?: string;
  /** Given up at this time or later, in milliseconds since 1970. */
  readonly fromMs?: number;
  /** Given up before this time, in milliseconds since 1970. */
  readonly toMs?: number;
  /** These ones. */
  readonly places?: readonly LetterPlace[];
  /** At most so many, the first ones. */
  readonly limit?: number;
  /** Those too that were redriven or dropped. @default {false} */
  readonly withSettled?: boolean;
}

/** A record of the topic of dead letters. */
export interface FoundLetter {
  /** As it lies there. */
  readonly record: ConsumedRecord;
  /** What it tells; `undefined` when it doesn't say where it came from. */
  readonly letter: DeadLetter | undefined;
  /** Why it is there. */
  readonly reason: DeadLetterReason;
  /** The topic that it came from, where that at least is told. */
  readonly originTopic: string | undefined;
  /** What was done with it before. */
  readonly settlement: Settlement | undefined;
}

/** Where letters are looked for. */
export interface LetterSource {
  /** The cluster. */
  readonly kafka: Pick<Kafka, "admin" | "read">;
  /** The topic of dead letters. */
  readonly deadLetterTopic: string;
  /** What was done with them. */
  readonly settled: Settled;
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal;
}

const decoder = new TextDecoder();

/** Reads the dead letters that are selected, in the order of their partitions. */
export async function* selectLetters(
  source: LetterSource,
  selection: LetterSelection,
): AsyncGenerator<FoundLetter> {
  const { limit = Infinity } = selection;
  let count = 0;
  if (limit === 0) return;
  for await (const record of recordsOf(source, selection)) {
    const found = foundLetter(record, source.settled);
    if (!isSelected(found, selection)) continue;
    yield found;
    if (++count === limit) return;
  }
}

/** Only the places that are named, or the whole topic. */
async function* recordsOf(
  { kafka, deadLetterTopic: topic, signal }: LetterSource,
  { places }: LetterSelection,
): AsyncGenerator<ConsumedRecord> {
  const shared = { topic, ...(signal !== undefined && { signal }) };
  if (places === undefined) return yield* kafka.read(shared);
  await using admin = await kafka.admin();
  const partitions = await admin.topicOffsets(topic);
  for (const { partition, offset } of places) {
    const known = partitions.find((each) => each.partition === partition);
    if (known === undefined || offset < known.low || offset >= known.high) continue;
    const from = [{ topic, partition, offset }];
    const to = [{ topic, partition, offset: offset + 1n }];
    yield* kafka.read({ ...shared, partitions: [partition], from, to });
  }
}

function foundLetter(record: ConsumedRecord, settled: Settled): FoundLetter {
  const letter = readDeadLetter(record);
  return {
    record,
    letter,
    reason: letter ?? reasonOf(record),
    originTopic: headerText(record.headers, "dlq.original.topic"),
    settlement: settled.of(record),
  };
}

function isSelected(found: FoundLetter, selection: LetterSelection): boolean {
  const { topic, errorCode, errorClass, key, fromMs, toMs, withSettled = false } = selection;
  const { reason, originTopic, record, settlement } = found;
  if (settlement !== undefined && !withSettled) return false;
  return (topic === undefined || originTopic === topic) &&
    (errorCode === undefined || reason.errorCode === errorCode) &&
    (errorClass === undefined || reason.errorClass === errorClass) &&
    (key === undefined || (record.key !== null && decoder.decode(record.key) === key)) &&
    (fromMs === undefined || reason.lastTimeMs >= fromMs) &&
    (toMs === undefined || reason.lastTimeMs < toMs);
}
