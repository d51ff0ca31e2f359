import type { ConsumedRecord, Kafka } from "../../lib/kafka/mod.ts";
import type { Producer } from "../../lib/producer/mod.ts";

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

/** Sends the records in their order, each to the partition that is given for it. */
export async function write(
  producer: Producer,
  topic: string,
  records: readonly Keyed[],
  partitions: readonly number[],
): Promise<void> {
  await Promise.all(
    records.map(({ key, sequence }, at) =>
      producer.send({ topic, partition: partitions[at]!, key, value: String(sequence) })
    ),
  );
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
