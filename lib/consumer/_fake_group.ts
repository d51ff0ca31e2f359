import type {
  ConsumedRecord,
  Generation,
  GroupSession,
  GroupSessionOptions,
  Kafka,
  TopicPartitionOffset,
} from "../kafka/mod.ts";
import { WorkshopError } from "../core/mod.ts";

const encoder = new TextEncoder();

/** A record of topic orders. */
export function recordAt(offset: bigint, value = `value ${offset}`, partition = 0): ConsumedRecord {
  return {
    topic: "orders",
    partition,
    offset,
    timestampMs: 1,
    key: null,
    value: encoder.encode(value),
    headers: [],
  };
}

/** A group session that a test drives: it assigns, hands over, and remembers what is asked of it. */
export class FakeGroup {
  readonly committed: TopicPartitionOffset[][] = [];
  readonly paused = new Set<number>();
  readonly seeks: TopicPartitionOffset[] = [];
  readonly closed = Promise.withResolvers<void>();
  disposed = false;
  /** Until when the member may believe that it is in the group. */
  leaseEndsAtMs = Infinity;
  commitError: WorkshopError | undefined;
  commitGate: Promise<void> | undefined;
  #options!: GroupSessionOptions;
  #ending = new AbortController();
  #generation: Generation | undefined;
  readonly #first: readonly TopicPartitionOffset[];

  constructor(first: readonly (readonly [partition: number, offset: bigint])[] = [[0, 0n]]) {
    this.#first = first.map(([partition, offset]) => ({ topic: "orders", partition, offset }));
  }

  get kafka(): Kafka {
    return { joinGroup: (options: GroupSessionOptions) => this.#join(options) } as unknown as Kafka;
  }

  async #join(options: GroupSessionOptions): Promise<GroupSession> {
    this.#options = options;
    await this.#announce(this.#first);
    this.assign(this.#first);
    const current = () => this.#generation;
    return {
      get generation() {
        return current();
      },
      closed: this.closed.promise,
      pause: (_topic, partition) => void this.paused.add(partition),
      resume: (_topic, partition) => void this.paused.delete(partition),
      seek: (position) => void this.seeks.push(position),
      commit: async (offsets, generation) => {
        await this.commitGate;
        if (generation !== this.#generation) {
          throw new WorkshopError("stale", { code: "STALE_GENERATION" });
        }
        if (this.commitError !== undefined) throw this.commitError;
        this.committed.push([...offsets]);
      },
      positions: (partitions) => {
        const positions = partitions.map((place) => ({
          ...place,
          offset: this.committedOf(place.partition) ?? 0n,
        }));
        return Promise.resolve(positions);
      },
      [Symbol.asyncDispose]: () => {
        this.disposed = true;
        this.#ending.abort();
        this.closed.resolve();
        return Promise.resolve();
      },
    };
  }

  async #announce(positions: readonly TopicPartitionOffset[]): Promise<void> {
    if (this.#options.onAssigning === undefined) return;
    const assignment = positions.map(({ topic, partition }) => ({ topic, partition }));
    const next = { id: (this.#generation?.id ?? 0) + 1, memberId: "member", assignment };
    await this.#options.onAssigning(next, new AbortController().signal);
  }

  /** Begins a generation. */
  assign(positions: readonly TopicPartitionOffset[]): void {
    this.#ending = new AbortController();
    const leaseEndsAtMs = () => this.leaseEndsAtMs;
    this.#generation = {
      id: (this.#generation?.id ?? 0) + 1,
      memberId: "member",
      assignment: positions.map(({ topic, partition }) => ({ topic, partition })),
      positions,
      signal: this.#ending.signal,
      get leaseEndsAtMs() {
        return leaseEndsAtMs();
      },
    };
    this.#options.onAssigned?.(this.#generation);
  }

  /** Ends the generation, as a rebalance does, and begins another. */
  async rebalance(positions: readonly (readonly [number, bigint])[]): Promise<void> {
    await this.#options.onRevoking?.(this.#generation!);
    this.#ending.abort();
    const next = positions.map(([partition, offset]) => ({ topic: "orders", partition, offset }));
    await this.#announce(next);
    this.assign(next);
  }

  /** Hands records over. */
  give(
    records: readonly ConsumedRecord[],
    options: { nextOffset?: bigint; partition?: number } = {},
  ) {
    const last = records.at(-1);
    const nextOffset = options.nextOffset ?? last!.offset + 1n;
    this.#options.onBatch({
      topic: "orders",
      partition: options.partition ?? last!.partition,
      records,
      nextOffset,
      highWatermark: nextOffset,
      generation: this.#generation!,
    });
  }

  /** The last offset that was committed for a partition. */
  committedOf(partition: number): bigint | undefined {
    return this.committed.flat().findLast((found) => found.partition === partition)?.offset;
  }
}
