import { Reader, Writer } from "../../protocol/mod.ts";
import { TRANSACTION_STATES, type TransactionState } from "./transaction_state.ts";

// The keys and values of __transaction_state, as Apache Kafka writes them in version 0.
const VERSION = 0;

/** A partition by name. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A transactional id as its record holds it. */
export interface SavedTransaction {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly timeoutMs: number;
  readonly state: TransactionState;
  readonly partitions: readonly TopicPartition[];
  readonly lastUpdateMs: number;
  readonly startedMs: number;
}

/** The key of a transactional id. */
export function encodeTransactionKey(transactionalId: string): Uint8Array {
  const writer = new Writer();
  writer.int16(VERSION);
  writer.string(transactionalId);
  return writer.toBytes();
}

/** The transactional id of a key; `undefined` when the key is of another kind. */
export function decodeTransactionKey(bytes: Uint8Array): string | undefined {
  const reader = new Reader(bytes);
  return reader.int16() === VERSION ? reader.string() ?? undefined : undefined;
}

/** The value of a transactional id. */
export function encodeTransactionValue(transaction: SavedTransaction): Uint8Array {
  const writer = new Writer();
  writer.int16(VERSION);
  writer.int64(transaction.producerId);
  writer.int16(transaction.producerEpoch);
  writer.int32(transaction.timeoutMs);
  writer.int8(TRANSACTION_STATES.indexOf(transaction.state));
  writePartitions(writer, transaction.partitions);
  writer.int64(transaction.lastUpdateMs);
  writer.int64(transaction.startedMs);
  return writer.toBytes();
}

function writePartitions(writer: Writer, partitions: readonly TopicPartition[]): void {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  writer.int32(byTopic.size);
  for (const [topic, ofTopic] of byTopic) {
    writer.string(topic);
    writer.int32(ofTopic.length);
    for (const { partition } of ofTopic) writer.int32(partition);
  }
}

/** Reads the value of a transactional id. */
export function decodeTransactionValue(bytes: Uint8Array): SavedTransaction {
  const reader = new Reader(bytes);
  reader.int16();
  return {
    producerId: reader.int64(),
    producerEpoch: reader.int16(),
    timeoutMs: reader.int32(),
    state: TRANSACTION_STATES[reader.int8()] ?? "Dead",
    partitions: readPartitions(reader),
    lastUpdateMs: reader.int64(),
    startedMs: reader.int64(),
  };
}

function readPartitions(reader: Reader): TopicPartition[] {
  const topics = Array.from({ length: Math.max(0, reader.int32()) }, () => {
    const topic = reader.string() ?? "";
    return Array.from({ length: reader.int32() }, () => ({ topic, partition: reader.int32() }));
  });
  return topics.flat();
}
