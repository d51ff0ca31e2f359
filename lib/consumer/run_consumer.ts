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
} from "../kafka/mod.ts";
import { Committer } from "./committer.ts";
import { ConsumerMeter } from "./consumer_meter.ts";
import { createProcessor } from "./create_processor.ts";
import { type ConsumerOptions, DEFAULT_RETRY } from "./options.ts";
import { PartitionWorker } from "./partition_worker.ts";
import type { RecordProcessor } from "./record_processor.ts";
import { ensureRetryTopics, type RetryTopics } from "./retry_topics.ts";
import type { ConsumerStatistics } from "./statistics.ts";

/** Of the time to stop in, what is kept for the last commit. */
const COMMITTING_MS = 1000;
/** Of the time to stop in, what is kept for leaving the group. */
const LEAVING_MS = 2000;

/** A consumer at work. */
export interface RunningConsumer extends AsyncDisposable {
  /** Resolves when it was stopped, rejects when it can't go on. */
  readonly closed: Promise<void>;
  /** The partitions that are its own at the moment. */
  assignment(): readonly TopicPartition[];
  /** What it has done so far. */
  statistics(): ConsumerStatistics;
  /** Finishes what is being processed, commits, leaves the group, and tells what was done. */
  stop(): Promise<ConsumerStatistics>;
}

/**
 * Joins a group and processes what it is assigned, each partition in its order; resolves when it has
 * joined.
 *
 * @throws {WorkshopError} when the group can't be joined
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { runConsumer } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([{ name: "orders", partitions: 1 }]);
 * await using session = await kafka.producer();
 * await session.produce({
 *   topic: "orders",
 *   partition: 0,
 *   records: [{ value: new TextEncoder().encode("paid") }],
 * });
 *
 * const billed = Promise.withResolvers<bigint>();
 * await using consumer = await runConsumer(kafka, {
 *   groupId: "billing",
 *   topics: ["orders"],
 *   handler: ({ offset }) => billed.resolve(offset),
 * });
 * console.log(await billed.promise); // 0n
 * const { processed } = await consumer.stop();
 * console.log(processed); // 1
 * ```
 */
export async function runConsumer(
  kafka: Kafka,
  options: ConsumerOptions,
): Promise<RunningConsumer> {
  const retryTopics = await retryTopicsFor(kafka, options);
  const consumer = new GroupConsumer(options, retryTopics);
  await consumer.join(kafka);
  return consumer;
}

async function retryTopicsFor(
  kafka: Kafka,
  { topics, retryTopics, retry }: ConsumerOptions,
): Promise<RetryTopics | undefined> {
  if (retryTopics === undefined) return undefined;
  const { maxRetries } = { ...DEFAULT_RETRY, ...retry };
  return await ensureRetryTopics(kafka, { topics, maxRetries });
}

class GroupConsumer implements RunningConsumer {
  readonly closed: Promise<void>;
  readonly #options: ConsumerOptions;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #meter: ConsumerMeter;
  readonly #processor: RecordProcessor;
  readonly #committer: Committer;
  readonly #workers = new Map<string, PartitionWorker>();
  /** Work on partitions that were lost, which may still be running. */
  readonly #lost = new Map<string, Promise<void>>();
  readonly #end = Promise.withResolvers<void>();
  readonly #ending = new AbortController();
  #session: GroupSession | undefined;
  #generation: Generation | undefined;
  #stopping: Promise<ConsumerStatistics> | undefined;

  readonly #retryTopics: RetryTopics | undefined;

  constructor(options: ConsumerOptions, retryTopics: RetryTopics | undefined) {
    const { logger = nullLogger, clock = systemClock, meter = nullMeter, groupId } = options;
    this.#options = options;
    this.#logger = logger.child({ group: groupId });
    this.#clock = clock;
    this.#meter = new ConsumerMeter(meter, clock, groupId);
    this.#retryTopics = retryTopics;
    this.#processor = createProcessor(options, {
      meter: this.#meter,
      logger: this.#logger,
      clock,
      retryTopics,
    });
    this.#committer = new Committer({
      everyMessages: options.commitEveryMessages ?? 100,
      everyMs: options.commitEveryMs ?? 5000,
      generation: () => this.#committable(),
      partitions: () => this.#workers.values(),
      commit: (offsets, generation) => this.#session!.commit(offsets, generation),
      meter: this.#meter,
      logger: this.#logger,
      clock,
    });
    this.closed = this.#end.promise;
    this.closed.catch(() => {});
  }

  async join(kafka: Kafka): Promise<void> {
    const { groupId, topics, offsetReset, isolationLevel, session } = this.#options;
    this.#session = await kafka.joinGroup({
      ...session,
      groupId,
      topics: [...topics, ...this.#retryTopics?.names ?? []],
      ...(offsetReset === undefined ? {} : { offsetReset }),
      ...(isolationLevel === undefined ? {} : { isolationLevel }),
      onBatch: (batch) => this.#onBatch(batch),
      onAssigned: (generation) => this.#onAssigned(generation),
      onRevoking: () => this.#onRevoking(),
    });
    for (const worker of this.#workers.values()) worker.repeatPause();
    this.#session.closed.then(() => this.#end.resolve(), (error) => this.#crash(error));
    void this.#committer.runUntil(this.#ending.signal);
  }

  assignment(): readonly TopicPartition[] {
    return this.#generation?.assignment ?? [];
  }

  statistics(): ConsumerStatistics {
    return this.#meter.statistics();
  }

  /** The generation in which a commit makes sense: none while the group rebalances. */
  #committable(): Generation | undefined {
    const generation = this.#generation;
    if (this.#session === undefined || generation?.signal.aborted) return undefined;
    return generation;
  }

  #onBatch(batch: FetchedBatch): void {
    if (batch.generation !== this.#generation) return;
    this.#meter.received(batch.topic, batch.records.length);
    this.#workers.get(keyOf(batch))?.add(batch);
  }

  /** Keeps the workers whose work goes on where it was, and begins the others anew. */
  #onAssigned(generation: Generation): void {
    if (this.#stopping !== undefined) return;
    this.#generation = generation;
    this.#meter.assigned();
    generation.signal.addEventListener("abort", () => this.#hold(), { once: true });
    const owned = new Set(generation.positions.map(keyOf));
    for (const [key, worker] of this.#workers) if (!owned.has(key)) this.#lose(key, worker);
    for (const position of generation.positions) {
      const key = keyOf(position);
      const worker = this.#workers.get(key);
      if (worker !== undefined && goesOn(worker, position.offset)) {
        worker.tracker.markCommitted(position.offset);
        this.#session?.seek({ ...position, offset: worker.fetchNext });
        worker.repeatPause();
        worker.release();
      } else {
        if (worker !== undefined) this.#lose(key, worker);
        this.#workers.set(key, this.#newWorker(position, position.offset));
      }
    }
    this.#logger.log("INFO", "Partitions were assigned", {
      generation: generation.id,
      partitions: [...owned].join(" "),
    });
  }

  #newWorker({ topic, partition }: TopicPartition, position: bigint): PartitionWorker {
    return new PartitionWorker({
      topic,
      partition,
      position,
      after: this.#lost.get(keyOf({ topic, partition })),
      processor: this.#processor,
      meter: this.#meter,
      clock: this.#clock,
      maxQueuedRecords: this.#options.maxQueuedRecords ?? 1000,
      maxQueuedBytes: this.#options.maxQueuedBytes ?? 4 * 1024 * 1024,
      onPause: (isPaused) => {
        if (isPaused) this.#session?.pause(topic, partition);
        else this.#session?.resume(topic, partition);
      },
      onFinished: (count) => this.#committer.finished(count),
      onFailed: (error) => this.#crash(error),
    });
  }

  #lose(key: string, worker: PartitionWorker): void {
    this.#workers.delete(key);
    worker.stop(new DOMException(`Partition ${key} has gone to another member`, "AbortError"));
    const ended = worker.done.finally(() => {
      if (this.#lost.get(key) === ended) this.#lost.delete(key);
    });
    this.#lost.set(key, ended);
  }

  /** Lets running handlers finish, begins no others, and commits: the generation is about to end. */
  async #onRevoking(): Promise<void> {
    this.#hold();
    await Promise.race([this.#idle(), this.#revokingTime()]);
    await this.#committer.commitNow();
  }

  /** Nothing new begins until the next generation says whose the partitions are. */
  #hold(): void {
    for (const worker of this.#workers.values()) worker.hold();
  }

  async #idle(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.idle()));
  }

  async #revokingTime(): Promise<void> {
    const { sessionTimeoutMs = 30_000 } = this.#options.session ?? {};
    await this.#clock.sleep(sessionTimeoutMs / 4, this.#ending.signal).catch(() => {});
  }

  #crash(error: unknown): void {
    this.#end.reject(error);
    void this.stop();
  }

  stop(): Promise<ConsumerStatistics> {
    return this.#stopping ??= this.#stop();
  }

  async #stop(): Promise<ConsumerStatistics> {
    const { shutdownTimeoutMs = 8000 } = this.#options;
    this.#hold();
    await this.#within(
      this.#idle(),
      Math.max(0, shutdownTimeoutMs - COMMITTING_MS - LEAVING_MS),
      "the handlers",
    );
    await this.#within(this.#committer.commitNow(), COMMITTING_MS, "the last commit");
    this.#ending.abort();
    for (const [key, worker] of [...this.#workers]) this.#lose(key, worker);
    await this.#within(this.#dispose(), LEAVING_MS, "leaving the group");
    this.#generation = undefined;
    this.#end.resolve();
    return this.statistics();
  }

  async #dispose(): Promise<void> {
    await this.#session?.[Symbol.asyncDispose]();
  }

  async #within(work: Promise<void>, timeoutMs: number, what: string): Promise<void> {
    try {
      await withDeadline(work, { what, timeoutMs, clock: this.#clock });
    } catch (error) {
      this.#logger.log("WARN", "The consumer stops without waiting any longer", {
        error: String(error),
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Whether nobody else has worked on the partition: then what is queued and finished still holds. */
function goesOn({ tracker }: PartitionWorker, position: bigint): boolean {
  return position >= tracker.committed && position <= tracker.finishedUpTo;
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
