import {
  type Clock,
  type Logger,
  nullLogger,
  nullMeter,
  systemClock,
  withDeadline,
} from "../core/mod.ts";
import type {
  FetchedBatch,
  Generation,
  GroupSession,
  Kafka,
  TopicPartition,
  TopicPartitionOffset,
} from "../kafka/mod.ts";
import type { BatchesOptions, BatchStatistics } from "./batches_options.ts";
import { prepareAssigned } from "./batches_prepare.ts";
import { BatchWorker } from "./batches_worker.ts";
import { ConsumerMeter } from "./consumer_meter.ts";
import { keyOf } from "./key_of.ts";

const BACKOFF = { baseMs: 100, maxMs: 5000 };
/** How long leaving the group may take, in milliseconds. */
const LEAVING_MS = 2000;

/** A batch runner at work. */
export interface RunningBatches extends AsyncDisposable {
  /** Resolves when it was stopped, rejects when it can't go on. */
  readonly closed: Promise<void>;
  /** The partitions that are its own at the moment. */
  assignment(): readonly TopicPartition[];
  /** What it has done so far. */
  statistics(): BatchStatistics;
  /** Finishes the batches that are being processed, leaves the group, and tells what was done. */
  stop(): Promise<BatchStatistics>;
}

/**
 * Joins a group and processes what it is assigned in batches, one at a time per partition, each
 * partition in its order. It commits nothing itself: `process` does, as part of a transaction or in
 * a store of its own. After a batch that failed, or whose outcome is not known, the group's committed
 * offsets say where reading goes on.
 *
 * @throws {WorkshopError} when the group can't be joined
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { runBatches } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([{ name: "orders", partitions: 1 }, { name: "bills", partitions: 1 }]);
 * await using orders = await kafka.producer();
 * const value = new TextEncoder().encode("12.50");
 * await orders.produce({ topic: "orders", partition: 0, records: [{ value }, { value }] });
 *
 * await using bills = await kafka.transactional("billing-orders-0");
 * const billed = Promise.withResolvers<bigint>();
 * await using billing = await runBatches(kafka, {
 *   groupId: "billing",
 *   topics: ["orders"],
 *   process: async ({ topic, partition, records, nextOffset }, { generation }) => {
 *     const transaction = await bills.begin();
 *     await transaction.produce({ topic: "bills", partition: 0, records });
 *     await transaction.sendOffsets("billing", [{ topic, partition, offset: nextOffset }], generation);
 *     await transaction.commit();
 *     billed.resolve(nextOffset);
 *   },
 * });
 * console.log(await billed.promise); // 2n
 * ```
 */
export async function runBatches(kafka: Kafka, options: BatchesOptions): Promise<RunningBatches> {
  const runner = new BatchRunner(options);
  await runner.join(kafka);
  return runner;
}

class BatchRunner implements RunningBatches {
  readonly closed: Promise<void>;
  readonly #options: BatchesOptions;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #meter: ConsumerMeter;
  readonly #workers = new Map<string, BatchWorker>();
  /** Work on a partition in an earlier generation, and what follows it. */
  readonly #earlier = new Map<string, Promise<void>>();
  readonly #joined = Promise.withResolvers<void>();
  readonly #end = Promise.withResolvers<void>();
  #session: GroupSession | undefined;
  #generation: Generation | undefined;
  #stopping: Promise<BatchStatistics> | undefined;
  #batches = 0;
  #failed = 0;

  constructor(options: BatchesOptions) {
    const { logger = nullLogger, clock = systemClock, meter = nullMeter, groupId } = options;
    this.#options = options;
    this.#logger = logger.child({ group: groupId });
    this.#clock = clock;
    this.#meter = new ConsumerMeter(meter, clock, groupId);
    this.closed = this.#end.promise;
    this.closed.catch(() => {});
  }

  async join(kafka: Kafka): Promise<void> {
    const { groupId, topics, offsetReset, isolationLevel, session } = this.#options;
    const { prepare, backoff = BACKOFF, random } = this.#options;
    const prepared = { prepare, backoff, random, clock: this.#clock, logger: this.#logger };
    this.#session = await kafka.joinGroup({
      ...session,
      groupId,
      topics,
      ...(offsetReset === undefined ? {} : { offsetReset }),
      ...(isolationLevel === undefined ? {} : { isolationLevel }),
      onBatch: (batch) => this.#onBatch(batch),
      onAssigning: (next, signal) =>
        prepareAssigned(next, this.#generation, { ...prepared, signal }),
      onAssigned: (generation) => this.#onAssigned(generation),
      onRevoking: () => this.#onRevoking(),
    });
    this.#session.closed.then(() => this.#end.resolve(), (error) => this.#crash(error));
    for (const worker of this.#workers.values()) worker.repeatPause();
    this.#joined.resolve();
  }

  assignment(): readonly TopicPartition[] {
    return this.#generation?.assignment ?? [];
  }

  statistics(): BatchStatistics {
    const { received, processed, rebalances, durationMs } = this.#meter.statistics();
    const [batches, failed] = [this.#batches, this.#failed];
    return { received, processed, batches, failed, rebalances, durationMs };
  }

  #onBatch(batch: FetchedBatch): void {
    if (batch.generation !== this.#generation) return;
    this.#meter.received(batch.topic, batch.records);
    this.#workers.get(keyOf(batch))?.add(batch);
  }

  #onAssigned(generation: Generation): void {
    if (this.#stopping !== undefined) return;
    this.#generation = generation;
    this.#meter.assigned(generation.assignment.map(({ topic }) => topic));
    generation.signal.addEventListener("abort", () => this.#endWorkers(generation.signal.reason), {
      once: true,
    });
    const owned = new Set(generation.positions.map(keyOf));
    for (const key of this.#earlier.keys()) if (!owned.has(key)) this.#release(key);
    for (const position of generation.positions) {
      this.#workers.set(keyOf(position), this.#newWorker(generation, position));
    }
    this.#logger.log("INFO", "Partitions were assigned", {
      generation: generation.id,
      partitions: [...owned].join(" "),
    });
  }

  #newWorker(
    generation: Generation,
    { topic, partition, offset }: TopicPartitionOffset,
  ): BatchWorker {
    const { process, prepare } = this.#options;
    const place = { topic, partition };
    const earlier = this.#earlier.get(keyOf(place));
    return new BatchWorker({
      place,
      generation,
      position: offset,
      ready: Promise.all([this.#joined.promise, earlier]),
      doubted: earlier !== undefined,
      process,
      ...(prepare === undefined ? {} : { prepare }),
      maxBatchRecords: this.#options.maxBatchRecords ?? 500,
      maxBatchBytes: this.#options.maxBatchBytes ?? 1_048_576,
      lingerMs: this.#options.lingerMs ?? 0,
      backoff: this.#options.backoff ?? BACKOFF,
      committed: async () => {
        const [position] = await this.#session!.positions([place], generation);
        return position!.offset;
      },
      seek: (committed) => this.#session!.seek({ ...place, offset: committed }),
      onPause: (isPaused) => {
        if (isPaused) this.#session?.pause(topic, partition);
        else this.#session?.resume(topic, partition);
      },
      onDone: ({ records }, ms) => {
        this.#batches++;
        this.#meter.processed(topic, records.length);
        this.#meter.took(topic, ms);
      },
      onAgain: () => this.#failed++,
      onFailed: (error) => this.#crash(error),
      clock: this.#clock,
      random: this.#options.random,
      logger: this.#logger,
    });
  }

  #endWorkers(reason: unknown): void {
    for (const [key, worker] of this.#workers) {
      worker.stop(reason);
      this.#earlier.set(key, Promise.all([this.#earlier.get(key), worker.done]).then(() => {}));
    }
    this.#workers.clear();
  }

  /** Tells that a partition is not this member's any more, once the work on it has ended. */
  #release(key: string): void {
    const releasing = this.#earlier.get(key)!.then(async () => {
      await this.#options.release?.(placeOf(key));
    }).catch((error) => {
      this.#logger.log("WARN", "A partition was not released in order", { error: String(error) });
    }).finally(() => {
      if (this.#earlier.get(key) === releasing) this.#earlier.delete(key);
    });
    this.#earlier.set(key, releasing);
  }

  /** Lets running batches finish, and begins no others: the generation is about to end. */
  async #onRevoking(): Promise<void> {
    const { session, revokeTimeoutMs = (session?.sessionTimeoutMs ?? 30_000) / 4 } = this.#options;
    await this.#idleWithin(revokeTimeoutMs);
  }

  async #idleWithin(timeoutMs: number): Promise<void> {
    for (const worker of this.#workers.values()) worker.hold();
    const idle = Promise.all([...this.#workers.values()].map((worker) => worker.idle()));
    await this.#within(idle, timeoutMs, "the running batches");
  }

  #crash(error: unknown): void {
    this.#end.reject(error);
    void this.stop();
  }

  stop(): Promise<BatchStatistics> {
    return this.#stopping ??= this.#stop();
  }

  async #stop(): Promise<BatchStatistics> {
    await this.#idleWithin(this.#options.shutdownTimeoutMs ?? 6000);
    this.#endWorkers(new DOMException("The batch runner was stopped", "AbortError"));
    for (const key of [...this.#earlier.keys()]) this.#release(key);
    await this.#within(Promise.all(this.#earlier.values()), LEAVING_MS, "the aborted batches");
    await this.#within(this.#dispose(), LEAVING_MS, "leaving the group");
    this.#generation = undefined;
    this.#end.resolve();
    return this.statistics();
  }

  async #dispose(): Promise<void> {
    await this.#session?.[Symbol.asyncDispose]();
  }

  async #within(work: Promise<unknown>, timeoutMs: number, what: string): Promise<void> {
    try {
      await withDeadline(work, { what, timeoutMs, clock: this.#clock });
    } catch (error) {
      this.#logger.log("WARN", "Nothing is waited for any longer", { error: String(error) });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function placeOf(key: string): TopicPartition {
  const at = key.lastIndexOf("/");
  return { topic: key.slice(0, at), partition: Number(key.slice(at + 1)) };
}
