import type { Kafka } from "../consumer/mod.ts";
import { createTransactionalProducer } from "../producer/mod.ts";
import type { KeptAggregate } from "./event_sourcing_aggregates.ts";
import type { SnapshotOptions } from "./event_sourcing_options.ts";
import type { Positions } from "./follow_topic.ts";

const STATE = "state/";
const CHECKPOINT = "checkpoint";
/** Between two looks at whether there is room for more records. */
const SENDS_PER_LOOK = 100;

const decoder = new TextDecoder();

/** What a snapshot came to. */
export interface SnapshotReport {
  /** States that were written. */
  readonly written: number;
  /** Partitions that were passed over: what is kept of them is as new, or of a newer fold. */
  readonly skipped: number;
}

/** What is kept of a partition. */
interface Checkpoint {
  readonly foldVersion: number;
  /** Every event before this offset is in the states. */
  readonly nextOffset: bigint;
}

/** What a start begins with. */
export interface Restored<State> {
  readonly aggregates: readonly KeptAggregate<State>[];
  readonly positions: Positions;
}

/**
 * The latest states in a compacted topic, partition by partition as the events lie. It is a cache:
 * whoever deletes it loses time, and no history. States and the offset that they stand for are written
 * in one transaction, under one transactional id for everybody, so that two writers can't mix.
 */
export class Snapshots<State> {
  readonly #kafka: Kafka;
  readonly #options: Required<SnapshotOptions>;

  constructor(kafka: Kafka, options: SnapshotOptions) {
    this.#kafka = kafka;
    this.#options = { foldVersion: 1, ...options };
  }

  /** The states and positions of this fold; none of partitions that another fold has written last. */
  async load(): Promise<Restored<State>> {
    const { foldVersion } = this.#options;
    const checkpoints = new Map<number, Checkpoint>();
    const states = new Map<string, KeptAggregate<State>>();
    for await (
      const { partition, key, value } of this.#kafka.read({ topic: this.#options.topic })
    ) {
      const name = decoder.decode(key!);
      if (value === null) continue;
      const text = decoder.decode(value);
      if (name === CHECKPOINT) checkpoints.set(partition, parseCheckpoint(text));
      else states.set(name, { ...parseState<State>(text), partition });
    }
    const mine = new Map([...checkpoints].filter(([, kept]) => kept.foldVersion === foldVersion));
    return {
      aggregates: [...states.values()].filter(({ partition }) => mine.has(partition)),
      positions: new Map([...mine].map(([partition, { nextOffset }]) => [partition, nextOffset])),
    };
  }

  /** Writes what has changed since the last checkpoint, unless that is newer than this. */
  async write(
    aggregates: readonly KeptAggregate<State>[],
    positions: Positions,
  ): Promise<SnapshotReport> {
    const { topic, foldVersion } = this.#options;
    // Whoever else was writing is fenced by now: what is read next can't change before the commit.
    await using producer = await createTransactionalProducer(this.#kafka, {
      transactionalId: `${topic}-writer`,
    });
    const kept = await this.#checkpoints();
    let [written, skipped] = [0, 0];
    await producer.run(async (transaction) => {
      for (const [partition, nextOffset] of positions) {
        const last = kept.get(partition);
        if (last !== undefined && isAsNew(last, { foldVersion, nextOffset })) {
          skipped++;
          continue;
        }
        const since = last?.foldVersion === foldVersion ? last.nextOffset : 0n;
        for (const aggregate of aggregates) {
          if (aggregate.partition !== partition || aggregate.lastOffset < since) continue;
          const { aggregateId: id } = aggregate;
          const value = stateText(aggregate);
          void transaction.send({ topic, partition, key: `${STATE}${id}`, value });
          if (++written % SENDS_PER_LOOK === 0) await transaction.ready();
        }
        const value = JSON.stringify({ foldVersion, nextOffset: String(nextOffset) });
        void transaction.send({ topic, partition, key: CHECKPOINT, value });
      }
    });
    return { written, skipped };
  }

  async #checkpoints(): Promise<Map<number, Checkpoint>> {
    const checkpoints = new Map<number, Checkpoint>();
    for await (
      const { partition, key, value } of this.#kafka.read({ topic: this.#options.topic })
    ) {
      if (value === null || decoder.decode(key!) !== CHECKPOINT) continue;
      checkpoints.set(partition, parseCheckpoint(decoder.decode(value)));
    }
    return checkpoints;
  }
}

function isAsNew(kept: Checkpoint, { foldVersion, nextOffset }: Checkpoint): boolean {
  return kept.foldVersion > foldVersion ||
    (kept.foldVersion === foldVersion && kept.nextOffset >= nextOffset);
}

function parseCheckpoint(text: string): Checkpoint {
  const { foldVersion, nextOffset } = JSON.parse(text);
  return { foldVersion, nextOffset: BigInt(nextOffset) };
}

function stateText<State>(
  { aggregateId, version, state, firstOffset, lastOffset }: KeptAggregate<State>,
): string {
  const offsets = { firstOffset: String(firstOffset), lastOffset: String(lastOffset) };
  return JSON.stringify({ aggregateId, version, state, ...offsets });
}

function parseState<State>(text: string): Omit<KeptAggregate<State>, "partition"> {
  const { firstOffset, lastOffset, ...rest } = JSON.parse(text);
  return { ...rest, firstOffset: BigInt(firstOffset), lastOffset: BigInt(lastOffset) };
}
