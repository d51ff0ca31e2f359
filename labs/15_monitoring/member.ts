import { abortable, waitFor, withDeadline } from "../../lib/core/mod.ts";
import type { FetchedBatch, GroupSession, Kafka } from "../../lib/kafka/mod.ts";

/** What a member of a group reads. */
export interface MemberOptions {
  readonly groupId: string;
  readonly topic: string;
  readonly partitions: number;
  readonly signal: AbortSignal;
}

interface Arrivals {
  /** By partition, the next offset that will be fetched. */
  readonly next: bigint[];
  readonly listeners: Set<() => void>;
}

/** The only member of a real group; it does as much as it is told to, and commits when told to. */
export class Member implements AsyncDisposable {
  readonly #session: GroupSession;
  readonly #options: MemberOptions;
  /** Per partition, the next offset to arrive, to be done, and to be read by a successor. */
  readonly #arrived: bigint[];
  readonly #done: bigint[];
  readonly #committed: bigint[];

  readonly #onArrival: Set<() => void>;

  private constructor(session: GroupSession, options: MemberOptions, arrivals: Arrivals) {
    this.#session = session;
    this.#options = options;
    this.#arrived = arrivals.next;
    this.#onArrival = arrivals.listeners;
    this.#done = this.#arrived.map(() => 0n);
    this.#committed = this.#arrived.map(() => 0n);
  }

  /** Joins a group that has never committed; resolves when it has its partitions. */
  static async join(kafka: Kafka, options: MemberOptions): Promise<Member> {
    const { groupId, topic, partitions } = options;
    const next = Array.from({ length: partitions }, () => 0n);
    const listeners = new Set<() => void>();
    const session = await kafka.joinGroup({
      groupId,
      topics: [topic],
      heartbeatIntervalMs: 500,
      maxWaitMs: 50,
      onBatch({ partition, nextOffset }: FetchedBatch) {
        next[partition] = nextOffset;
        for (const listener of listeners) listener();
      },
    });
    return new Member(session, options, { next, listeners });
  }

  /** The next offset that a successor would read, by partition, as the cluster acknowledged it. */
  get committed(): readonly bigint[] {
    return this.#committed;
  }

  /** Does the records of a partition up to `end`, at most `most` of them; says whether some are left. */
  async work(partition: number, end: bigint, most: number): Promise<boolean> {
    const done = this.#done[partition]!;
    const waiting = Number(end - done);
    const wanted = done + BigInt(Math.min(waiting, Math.max(0, most)));
    await this.#arrival(partition, wanted);
    this.#done[partition] = wanted;
    return waiting > most;
  }

  /** Reads and does again what comes from these offsets on, one for each partition. */
  startOver(offsets: readonly bigint[]): void {
    const { topic } = this.#options;
    for (const [partition, offset] of offsets.entries()) {
      this.#session.seek({ topic, partition, offset });
      this.#arrived[partition] = offset;
      this.#done[partition] = offset;
    }
  }

  async #arrival(partition: number, wanted: bigint): Promise<void> {
    const { topic, signal } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (this.#arrived[partition]! >= wanted) resolve();
    };
    this.#onArrival.add(look);
    look();
    try {
      await withDeadline(abortable(promise, signal), {
        what: `waiting for offset ${wanted} of ${topic}/${partition}`,
        timeoutMs: 20_000,
      });
    } finally {
      this.#onArrival.delete(look);
    }
  }

  /** Commits what is done. */
  async commit(): Promise<void> {
    const { topic } = this.#options;
    const offsets = this.#done.flatMap((offset, partition) =>
      offset === this.#committed[partition] ? [] : [{ topic, partition, offset }]
    );
    if (offsets.length === 0) return;
    const generation = await waitFor(() => this.#session.generation, {
      what: `a generation of group ${this.#options.groupId}`,
      signal: this.#options.signal,
    });
    await this.#session.commit(offsets, generation);
    for (const { partition, offset } of offsets) this.#committed[partition] = offset;
  }

  /** Leaves the group; what is done and not committed is forgotten. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }
}
