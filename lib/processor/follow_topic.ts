import { type Clock, systemClock, waitFor, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord, Kafka } from "../consumer/mod.ts";

/** Next offsets to read, by partition. */
export type Positions = ReadonlyMap<number, bigint>;

/** How a topic is followed. */
export interface FollowOptions {
  /** Whose records are handed over. */
  readonly topic: string;
  /** Where to begin; a partition that is not named begins at its first record. */
  readonly from: Positions;
  /** Takes each record, those of a partition in their order; what it throws ends the following. */
  readonly onRecord: (record: ConsumedRecord) => void;
  /** Called when positions have moved on. */
  readonly onMoved?: () => void;
  /** @default {the machine's clock} */
  readonly clock?: Clock;
}

/** Hands over every record of a topic, in one process, for as long as it is open. */
export class TopicFollower implements AsyncDisposable {
  /** Resolves when it was closed, rejects when it can't go on. */
  readonly closed: Promise<void>;
  readonly #kafka: Kafka;
  readonly #options: FollowOptions;
  readonly #positions: Map<number, bigint>;
  readonly #begun = new Map<number, bigint>();
  readonly #end = Promise.withResolvers<void>();
  #failure: unknown;
  #session: AsyncDisposable | undefined;

  private constructor(kafka: Kafka, options: FollowOptions) {
    this.#kafka = kafka;
    this.#options = options;
    this.#positions = new Map(options.from);
    this.closed = this.#end.promise;
    this.closed.catch(() => {});
  }

  /**
   * Begins to follow; nothing need have been handed over when it resolves.
   *
   * @throws {WorkshopError} code `UNKNOWN_TOPIC_OR_PARTITION`, or `HISTORY_LOST` when a partition
   *   without a position of its own does not begin at 0
   */
  static async open(kafka: Kafka, options: FollowOptions): Promise<TopicFollower> {
    const follower = new TopicFollower(kafka, options);
    const { topic, from } = options;
    const offsets = [...from].map(([partition, offset]) => ({ topic, partition, offset }));
    const session = await kafka.assign({
      topics: [topic],
      startAt: offsets.length === 0 ? "earliest" : { offsets },
      onAssigned: ({ positions }) => {
        for (const { partition, offset } of positions) {
          follower.#begun.set(partition, offset);
          follower.#positions.set(partition, offset);
        }
      },
      onBatch: ({ partition, records, nextOffset }) =>
        follower.#take(partition, records, nextOffset),
      onWarning: (warning) => {
        if (warning.code === "OFFSET_OUT_OF_RANGE") follower.#fail(lost(topic, warning.message));
      },
    });
    follower.#session = session;
    await follower.#demandWhole();
    session.closed.then(() => follower.#end.resolve(), (error) => follower.#fail(error));
    return follower;
  }

  /** A partition that is read from its first record has to begin at the first one ever written. */
  async #demandWhole(): Promise<void> {
    const { topic, from } = this.#options;
    for (const [partition, offset] of this.#begun) {
      if (from.has(partition) || offset === 0n) continue;
      await this[Symbol.asyncDispose]();
      throw lost(topic, `${topic}/${partition} begins at offset ${offset}`);
    }
  }

  /** The next offset of each partition. */
  positions(): Positions {
    return new Map(this.#positions);
  }

  /** Resolves when a partition was handed over up to this next offset. @throws when it can't be */
  async reached(
    partition: number,
    nextOffset: bigint,
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    const { clock = systemClock, topic } = this.#options;
    await waitFor(() => {
      if (this.#failure !== undefined) throw this.#failure;
      return (this.#positions.get(partition) ?? 0n) >= nextOffset;
    }, {
      what: `${topic}/${partition} to be read up to offset ${nextOffset}`,
      intervalMs: 1,
      clock,
      ...options,
    });
  }

  /** Resolves when everything was handed over that is in the topic now. */
  async caughtUp(
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    await using admin = await this.#kafka.admin();
    for (const { partition, high } of await admin.topicOffsets(this.#options.topic)) {
      await this.reached(partition, high, options);
    }
  }

  #take(partition: number, records: readonly ConsumedRecord[], nextOffset: bigint): void {
    if (this.#failure !== undefined) return;
    try {
      for (const record of records) {
        this.#options.onRecord(record);
        this.#positions.set(partition, record.offset + 1n);
      }
      this.#positions.set(partition, nextOffset);
    } catch (error) {
      this.#fail(error);
    }
    this.#options.onMoved?.();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#end.reject(this.#failure);
    this.#options.onMoved?.();
  }

  /** Why it can't go on, if it can't. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Stops following. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session?.[Symbol.asyncDispose]();
  }
}

function lost(topic: string, why: string): WorkshopError {
  return new WorkshopError(
    `Records of ${topic} were deleted before they were read (${why}): what would be built from the ` +
      "rest is not whole; begin with a snapshot, or restore the topic from a backup",
    { code: "HISTORY_LOST", topic },
  );
}
