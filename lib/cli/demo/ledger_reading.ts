import type { ConsumedRecord, TopicPartitionOffset } from "../../kafka/mod.ts";
import { Bits } from "./bits.ts";

/** A record of the run as a reader found it; `undefined` for a record that is not of this run. */
export interface SentMark {
  readonly producer: string;
  readonly sequence: number;
}

/** Stands for the partition of an input line, which never was a record: its offset is its number. */
export const INPUT_PARTITION = -1;

/** Where a stored document or a dead letter came from. */
export interface Origin {
  readonly partition: number;
  readonly offset: bigint;
}

/** One partition's records of the run. */
export interface PartitionLog {
  /** Offsets less `base`. */
  readonly offsets: Bits;
  readonly base: bigint;
  ordered: boolean;
}

/** What the log of a run holds. */
export interface LogReading {
  readonly count: number;
  /** Records whose sequence was there already. */
  readonly doubled: number;
  readonly partitions: ReadonlyMap<number, PartitionLog>;
  /** By producer. */
  readonly sequences: ReadonlyMap<string, Bits>;
}

/** Reads the run's records and notes what each partition and each producer's sequence holds. */
export async function readLog(
  records: AsyncIterable<ConsumedRecord>,
  markOf: (record: ConsumedRecord) => SentMark | undefined,
): Promise<LogReading> {
  const partitions = new Map<number, PartitionLog>();
  const sequences = new Map<string, Bits>();
  const lastSequence = new Map<string, number>();
  const reading = { count: 0, doubled: 0, partitions, sequences };
  for await (const record of records) {
    const mark = markOf(record);
    if (mark === undefined) continue;
    const part = ensure(partitions, record.partition, () => ({
      offsets: new Bits(),
      base: record.offset,
      ordered: true,
    }));
    reading.count++;
    part.offsets.add(Number(record.offset - part.base));
    if (!ensure(sequences, mark.producer, () => new Bits()).add(mark.sequence)) reading.doubled++;
    const lane = `${record.partition}/${mark.producer}`;
    if (mark.sequence <= (lastSequence.get(lane) ?? -1)) part.ordered = false;
    lastSequence.set(lane, mark.sequence);
  }
  return reading;
}

/** Which offsets are accounted for, and whether they came in their order. */
export interface Origins {
  readonly distinct: number;
  readonly repeated: number;
  readonly ordered: ReadonlyMap<number, boolean>;
  has(partition: number, offset: bigint): boolean;
  count(partition: number): number;
}

/** Reads where documents or dead letters came from. */
export async function readOrigins(
  origins: Iterable<Origin> | AsyncIterable<Origin>,
): Promise<Origins> {
  const lanes = new Map<number, { seen: Bits; last: bigint; ordered: boolean }>();
  let distinct = 0;
  let repeated = 0;
  for await (const { partition, offset } of origins) {
    const lane = ensure(lanes, partition, () => ({ seen: new Bits(), last: -1n, ordered: true }));
    if (lane.seen.add(Number(offset))) distinct++;
    else repeated++;
    if (offset < lane.last) lane.ordered = false;
    lane.last = offset;
  }
  return {
    distinct,
    repeated,
    ordered: new Map([...lanes].map(([partition, lane]) => [partition, lane.ordered])),
    has: (partition, offset) => lanes.get(partition)?.seen.has(Number(offset)) ?? false,
    count: (partition) => lanes.get(partition)?.seen.size ?? 0,
  };
}

/** The first committed record of the run that is neither stored nor dead-lettered. */
export function firstUnaccounted(
  log: LogReading,
  committed: readonly TopicPartitionOffset[],
  accounts: readonly Origins[],
): Origin | undefined {
  const committedOffset = new Map(committed.map((at) => [at.partition, at.offset]));
  for (const [partition, { offsets, base }] of log.partitions) {
    const end = Number((committedOffset.get(partition) ?? base) - base);
    for (let at = 0; at < end; at++) {
      const offset = base + BigInt(at);
      const known = !offsets.has(at) || accounts.some((account) => account.has(partition, offset));
      if (!known) return { partition, offset };
    }
  }
  return undefined;
}

function ensure<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
