import type { ConsumedRecord, Kafka, ProducerSession } from "../../lib/kafka/mod.ts";
import { bytesOf } from "./placement.ts";

/** A record of a keyed log: the `sequence`-th of its key. */
export interface Keyed {
  readonly key: string;
  readonly sequence: number;
}

/** A record that was read back. */
export interface KeyedRecord extends Keyed {
  readonly partition: number;
  readonly offset: bigint;
}

/** The `rounds` records of each key, in the order in which a shop would send them. */
export function interleaved(keys: readonly string[], rounds: number, first = 0): Keyed[] {
  return Array.from({ length: rounds }, (_, round) => round)
    .flatMap((round) => keys.map((key) => ({ key, sequence: first + round })));
}

/**
 * Sends the records one after another, each to the partition that is given for it. All that go to
 * one partition next to each other share a batch, so that thousands take no time.
 */
export async function write(
  producer: ProducerSession,
  topic: string,
  records: readonly Keyed[],
  partitions: readonly number[],
): Promise<void> {
  for (let at = 0; at < records.length;) {
    const partition = partitions[at]!;
    let end = at;
    while (end < records.length && partitions[end] === partition) end++;
    const batch = records.slice(at, end).map(({ key, sequence }) => ({
      key: bytesOf(key),
      value: bytesOf(String(sequence)),
    }));
    await producer.produce({ topic, partition, records: batch });
    at = end;
  }
}

/** All records of a topic, partition after partition. */
export async function readAll(kafka: Kafka, topic: string): Promise<KeyedRecord[]> {
  const records: KeyedRecord[] = [];
  for await (const record of kafka.read({ topic })) records.push(keyedRecord(record));
  return records.sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset));
}

function keyedRecord({ key, value, partition, offset }: ConsumedRecord): KeyedRecord {
  const text = (bytes: Uint8Array | null) => new TextDecoder().decode(bytes ?? new Uint8Array());
  return { key: text(key), sequence: Number(text(value)), partition, offset };
}
