import { headerText } from "../../core/mod.ts";
import { readDeadLetter } from "../../consumer/mod.ts";
import type { Admin, ConsumedRecord, Kafka } from "../../kafka/mod.ts";
import { openSqliteStore } from "../../storage/mod.ts";
import type { Position, Recorder } from "../history/mod.ts";
import { positionOf } from "./member/observed_transaction.ts";
import { FROM_HEADER, identityOf, TXN_HEADER } from "./member/work.ts";
import type { RunNames } from "./run_fault.ts";

/** What is read at the end of a run, by somebody who had no part in it. */
export interface FinalReadingOptions {
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly names: RunNames;
  /** The store's file; runs whose effects are records have none. */
  readonly store: string | undefined;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Reads logs, dead letters, committed offsets and the store to the end that they have now. */
export async function readFinally(options: FinalReadingOptions): Promise<void> {
  const { names, recorder, store } = options;
  const sources = new Map<string, ConsumedRecord>();
  const inputs = [names.input, ...Object.values(names.more)];
  for (const topic of inputs) {
    for await (const record of logOf(topic, options)) sources.set(placeText(record), record);
  }
  for await (const _ of logOf(names.output, options)) { /* noting it is enough */ }
  await readLetters(options, sources);
  await readCommitted(options, inputs);
  if (store === undefined) return;
  await using opened = openSqliteStore({ path: store });
  for (const { id, origin } of await opened.find({ limit: 1_000_000 })) {
    recorder.record({ type: "stored", id, ...origin });
  }
}

async function* logOf(
  topic: string,
  { kafka, admin, recorder, signal }: FinalReadingOptions,
): AsyncGenerator<ConsumedRecord> {
  const ends = (await admin.topicOffsets(topic)).map(({ partition, high }) => ({
    topic,
    partition,
    offset: high,
  }));
  for (const end of ends) recorder.record({ type: "end", ...end });
  for await (const record of kafka.read({ topic, to: ends, signal })) {
    const { partition, offset, headers } = record;
    const txn = headerText(headers, TXN_HEADER);
    const from = headerText(headers, FROM_HEADER);
    recorder.record({
      type: "log",
      ...identityOf(record),
      topic,
      partition,
      offset,
      ...(txn === undefined ? {} : { txn }),
      ...(from === undefined ? {} : { from: positionOf(from) }),
    });
    yield record;
  }
}

async function readLetters(
  { kafka, names, recorder, signal }: FinalReadingOptions,
  sources: ReadonlyMap<string, ConsumedRecord>,
): Promise<void> {
  for await (const record of kafka.read({ topic: names.deadLetters, signal })) {
    const letter = readDeadLetter(record);
    const { topic, partition, offset } = letter?.origin ?? record;
    const from: Position = { topic, partition, offset };
    const source = sources.get(placeText(from));
    recorder.record({
      type: "dlq",
      phase: "found",
      ...identityOf(record),
      from,
      reason: letter?.errorCode ?? "unreadable",
      attempts: letter?.attempts ?? 0,
      bytesEqual: source !== undefined && isUnchanged(source, record),
    });
  }
}

/** Key, value and the record's own headers, in their order, before those that tell of the failure. */
function isUnchanged(source: ConsumedRecord, letter: ConsumedRecord): boolean {
  const own = letter.headers.slice(0, source.headers.length);
  return same(source.key, letter.key) && same(source.value, letter.value) &&
    source.headers.every(({ name, value }, index) =>
      own[index]?.name === name && same(value, own[index].value)
    );
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

async function readCommitted(
  { admin, names, recorder }: FinalReadingOptions,
  topics: readonly string[],
): Promise<void> {
  for (const position of await admin.committedOffsets(names.group, topics)) {
    if (position.offset < 0n) continue;
    recorder.record({ type: "committed", group: names.group, ...position });
  }
}

function placeText({ topic, partition, offset }: Position): string {
  return `${topic}/${partition}@${offset}`;
}
