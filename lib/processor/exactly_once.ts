import { nullLogger, systemClock } from "../core/mod.ts";
import {
  type BatchContext,
  type ConsumedBatch,
  DEAD_LETTER_TOPIC,
  DEFAULT_RETRY,
  type Kafka,
  runBatches,
  type RunningBatches,
  type TopicPartition,
} from "../consumer/mod.ts";
import type { TransactionalProducerOptions, TransactionOutcome } from "../producer/mod.ts";
import type { ExactlyOnceOptions, ExactlyOnceStatistics } from "./exactly_once_options.ts";
import { ExactlyOncePartition } from "./exactly_once_partition.ts";
import { work, type WorkerOptions } from "./exactly_once_work.ts";

const LINGER_MS = 20;
const TRANSACTION_TIMEOUT_MS = 10_000;

/** Exactly-once processing at work. */
export interface RunningExactlyOnce extends AsyncDisposable {
  /** Resolves when it was stopped, rejects when it can't go on. */
  readonly closed: Promise<void>;
  /** The partitions that are its own at the moment. */
  assignment(): readonly TopicPartition[];
  /** What it has done so far. */
  statistics(): ExactlyOnceStatistics;
  /** Finishes the batches that are being processed, leaves the group, and tells what was done. */
  stop(): Promise<ExactlyOnceStatistics>;
}

/**
 * Consumes, transforms and produces, exactly once as readers of the outputs under `read_committed` see
 * it: a batch's outputs, its dead letters and its offset are one transaction (KIP-98), written under
 * one transactional id per input partition, `<groupId>-<topic>-<partition>` (the design of KIP-129).
 * Whoever is assigned a partition takes that id over, which aborts what the former owner left open,
 * and reads the committed offset after it. Offsets carry member and generation, so that a member that
 * its group has left behind is refused (KIP-447).
 *
 * It covers: a crash at any step, by SIGKILL too; a lost request or answer; brokers killed and
 * restarted, leaders and coordinators that move, as far as the topics' replication does; members that
 * join and leave; a zombie that wakes up after its partitions have gone; a commit whose outcome is not
 * known. What was not committed is done again from the committed offset.
 *
 * It does not cover: effects outside of Kafka, such as an HTTP call in `process`, which repeat with the
 * batch; a producer of the inputs that sends a record twice; readers of the outputs under
 * `read_uncommitted`, who see what was aborted; a transaction that takes longer than
 * `transactionTimeoutMs`, which is aborted and done again; outputs that depend on more than the
 * records; acknowledged outputs that the cluster itself loses.
 *
 * An error of `process` with `outage` is waited out, one with `retriable` is tried again, both while no
 * transaction is open; what throws anything else goes to the dead letters, in its batch's transaction.
 *
 * @throws {WorkshopError} when the group can't be joined
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { createProducer } from "../producer/mod.ts";
 * import { waitFor } from "../core/mod.ts";
 * import { processExactlyOnce } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([{ name: "orders", partitions: 2 }, { name: "bills", partitions: 2 }]);
 * await using producer = await createProducer(kafka);
 * for (const key of ["a", "b", "c"]) void producer.send({ topic: "orders", key, value: "2" });
 * await producer.flush();
 *
 * await using billing = await processExactlyOnce(kafka, {
 *   groupId: "billing",
 *   topics: ["orders"],
 *   process: (orders) =>
 *     orders.map(({ key, value }) => {
 *       const count = Number(new TextDecoder().decode(value!));
 *       return { topic: "bills", key, value: String(count * 12.5) };
 *     }),
 * });
 * await waitFor(() => billing.statistics().outputs === 3, { what: "three bills" });
 * const bills = await Array.fromAsync(kafka.read({ topic: "bills" }));
 * console.log(bills.map(({ value }) => new TextDecoder().decode(value!))); // ["25", "25", "25"]
 * ```
 */
export async function processExactlyOnce(
  kafka: Kafka,
  options: ExactlyOnceOptions,
): Promise<RunningExactlyOnce> {
  const processing = new ExactlyOnce(kafka, options);
  await processing.join();
  return processing;
}

class ExactlyOnce implements RunningExactlyOnce {
  readonly #kafka: Kafka;
  readonly #options: ExactlyOnceOptions;
  readonly #work: WorkerOptions;
  readonly #partitions = new Map<string, ExactlyOncePartition>();
  readonly #tally = {
    outputs: 0,
    retried: 0,
    deadLettered: 0,
    committed: 0,
    aborted: 0,
    uncertain: 0,
    fenced: 0,
  };
  #runner!: RunningBatches;

  constructor(kafka: Kafka, options: ExactlyOnceOptions) {
    this.#kafka = kafka;
    this.#options = options;
    const { process, retry, groupId, logger = nullLogger, random } = options;
    this.#work = {
      process,
      groupId,
      retry: { ...DEFAULT_RETRY, ...retry },
      clock: options.clock ?? systemClock,
      random,
      logger: logger.child({ group: groupId }),
      onRetry: () => this.#tally.retried++,
    };
  }

  async join(): Promise<void> {
    this.#runner = await runBatches(this.#kafka, {
      lingerMs: LINGER_MS,
      ...this.#options,
      process: (batch, context) => this.#process(batch, context),
      prepare: (place, context) => this.#partition(place).prepare(context),
      release: (place) => this.#release(place),
    });
  }

  get closed(): Promise<void> {
    return this.#runner.closed;
  }

  assignment(): readonly TopicPartition[] {
    return this.#runner.assignment();
  }

  statistics(): ExactlyOnceStatistics {
    return { ...this.#runner.statistics(), ...this.#tally };
  }

  #partition(place: TopicPartition): ExactlyOncePartition {
    const { groupId, deadLetterTopic = DEAD_LETTER_TOPIC } = this.#options;
    return this.#partitions.getOrInsertComputed(keyOf(place), () =>
      new ExactlyOncePartition({
        kafka: this.#kafka,
        groupId,
        place,
        deadLetterTopic,
        producer: producerOptions(this.#options, (outcome) => this.#count(outcome)),
        onFenced: () => this.#tally.fenced++,
      }));
  }

  #count({ outcome }: TransactionOutcome): void {
    if (outcome === "acknowledged") this.#tally.committed++;
    else if (outcome === "failed") this.#tally.aborted++;
    else this.#tally.uncertain++;
  }

  async #process(batch: ConsumedBatch, context: BatchContext): Promise<void> {
    const done = await work(batch.records, context, this.#work);
    await this.#partition(batch).commit(batch, done, context);
    this.#tally.outputs += done.outputs.length;
    this.#tally.deadLettered += done.poison.length;
  }

  async #release(place: TopicPartition): Promise<void> {
    const partition = this.#partitions.get(keyOf(place));
    this.#partitions.delete(keyOf(place));
    await partition?.[Symbol.asyncDispose]();
  }

  async stop(): Promise<ExactlyOnceStatistics> {
    await this.#runner.stop();
    return this.statistics();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function producerOptions(
  options: ExactlyOnceOptions,
  onTransaction: (outcome: TransactionOutcome) => void,
): Omit<TransactionalProducerOptions, "transactionalId"> {
  const { compression, partitioner, requestTimeoutMs, topicTimeoutMs } = options;
  const { transactionTimeoutMs = TRANSACTION_TIMEOUT_MS, meter, logger, clock, random } = options;
  return {
    onTransaction,
    ...(compression === undefined ? {} : { compression }),
    ...(partitioner === undefined ? {} : { partitioner }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    ...(topicTimeoutMs === undefined ? {} : { topicTimeoutMs }),
    transactionTimeoutMs,
    ...(meter === undefined ? {} : { meter }),
    ...(logger === undefined ? {} : { logger }),
    ...(clock === undefined ? {} : { clock }),
    ...(random === undefined ? {} : { random }),
  };
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
