import type { ConsumedRecord, Kafka } from "../consumer/mod.ts";

/** Records of a partition that wait, and where reading goes on behind them. */
interface Fetched {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly ConsumedRecord[];
  readonly nextOffset: bigint;
}

/** What is taken out at once. */
export interface InboxBatch {
  readonly records: readonly ConsumedRecord[];
  readonly offsets: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: bigint;
  }[];
}

const MAX_WAITING = 2000;

/** Records of several topics as they come, from what a group has committed on. */
export class SagaInbox implements AsyncDisposable {
  readonly #waiting: Fetched[] = [];
  #count = 0;
  #session: Awaited<ReturnType<Kafka["assign"]>> | undefined;
  readonly #paused = new Map<string, { topic: string; partition: number }>();
  #arrived = Promise.withResolvers<void>();

  /** Begins to read; the group has no members, its offsets are committed in transactions. */
  static async open(
    kafka: Kafka,
    options: { readonly groupId: string; readonly topics: readonly string[] },
  ): Promise<SagaInbox> {
    const inbox = new SagaInbox();
    const session = await kafka.assign({
      ...options,
      startAt: "committed",
      maxWaitMs: 250,
      onBatch: (batch) => inbox.#take(batch),
    });
    inbox.#session = session;
    session.closed.catch((error) => inbox.#arrived.reject(error));
    inbox.#arrived.promise.catch(() => {});
    return inbox;
  }

  #take({ topic, partition, records, nextOffset }: Fetched): void {
    this.#waiting.push({ topic, partition, records, nextOffset });
    this.#count += records.length;
    if (this.#count > MAX_WAITING) {
      this.#session?.pause(topic, partition);
      this.#paused.set(`${topic}/${partition}`, { topic, partition });
    }
    this.#arrived.resolve();
  }

  /** Resolves when something waits; rejects when reading can't go on. */
  get arrived(): Promise<void> {
    return this.#waiting.length > 0 ? Promise.resolve() : this.#arrived.promise;
  }

  /** Takes records out, those of a partition in their order, and where each partition stands then. */
  take(maxRecords: number): InboxBatch {
    const records: ConsumedRecord[] = [];
    const offsets = new Map<string, InboxBatch["offsets"][number]>();
    while (records.length < maxRecords && this.#waiting.length > 0) {
      const fetched = this.#waiting.shift()!;
      const { topic, partition } = fetched;
      const taken = fetched.records.slice(0, maxRecords - records.length);
      const rest = fetched.records.slice(taken.length);
      records.push(...taken);
      const offset = rest[0]?.offset ?? fetched.nextOffset;
      offsets.set(`${topic}/${partition}`, { topic, partition, offset });
      if (rest.length > 0) this.#waiting.unshift({ ...fetched, records: rest });
    }
    this.#count -= records.length;
    if (this.#waiting.length === 0) this.#makeRoom();
    return { records, offsets: [...offsets.values()] };
  }

  #makeRoom(): void {
    this.#arrived = Promise.withResolvers<void>();
    this.#arrived.promise.catch(() => {});
    this.#session?.closed.catch((error) => this.#arrived.reject(error));
    for (const { topic, partition } of this.#paused.values()) {
      this.#session?.resume(topic, partition);
    }
    this.#paused.clear();
  }

  /** Stops reading. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session?.[Symbol.asyncDispose]();
  }
}
