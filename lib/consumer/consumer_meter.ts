import type { Clock, Counter, Gauge, Histogram, Meter } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import type { ConsumerStatistics } from "./statistics.ts";

const DURATION_BUCKETS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];

/**
 * Why a partition stands still: what every record needs is down, a topic refuses a record, or a
 * handler runs for too long.
 */
export type StallReason = "outage" | "dead_letters" | "retry_topics" | "handler";

const STALL_REASONS: readonly StallReason[] = ["outage", "dead_letters", "retry_topics", "handler"];

const OUTCOMES = ["ok", "retry", "dlq", "error"];

type Tally = { -readonly [K in keyof Omit<ConsumerStatistics, "durationMs">]: number };

/** Counts what a consumer does, for metrics and for its statistics. */
export class ConsumerMeter {
  readonly #clock: Clock;
  readonly #groupId: string;
  readonly #startedAtMs: number;
  readonly #messages: Counter;
  readonly #bytes: Counter;
  readonly #commits: Counter;
  readonly #rebalances: Counter;
  readonly #processed: Counter;
  readonly #duration: Histogram;
  readonly #stalls: Counter;
  readonly #outOfRange: Counter;
  readonly #stalledPartitions: Gauge;
  /** Partitions that stand still, by reason. */
  readonly #stalled = new Map<StallReason, number>();
  readonly #tally: Tally = {
    received: 0,
    processed: 0,
    retried: 0,
    deadLettered: 0,
    deadLettersRefused: 0,
    stalls: 0,
    outOfRange: 0,
    commits: 0,
    rebalances: 0,
  };
  #generations = 0;

  constructor(meter: Meter, clock: Clock, groupId: string) {
    this.#clock = clock;
    this.#groupId = groupId;
    this.#startedAtMs = clock.monotonicMs();
    this.#messages = meter.counter({
      name: "kafka_consumer_messages_total",
      help: "Records handed over by the brokers",
      labels: ["group", "topic"],
    });
    this.#bytes = meter.counter({
      name: "kafka_consumer_bytes_total",
      help: "Bytes of keys and values handed over by the brokers, uncompressed",
      labels: ["group", "topic"],
    });
    this.#commits = meter.counter({
      name: "kafka_consumer_commits_total",
      help: "Commits that the coordinator took",
      labels: ["group"],
    });
    this.#rebalances = meter.counter({
      name: "kafka_consumer_rebalances_total",
      help: "Generations after the first",
      labels: ["group"],
    });
    this.#processed = meter.counter({
      name: "processor_messages_total",
      help: "Records by what became of them: ok, retry, dlq, error",
      labels: ["topic", "outcome"],
    });
    this.#duration = meter.histogram({
      name: "processor_duration_seconds",
      help: "Time a handler took for one try",
      labels: ["topic"],
      buckets: DURATION_BUCKETS,
    });
    this.#stalls = meter.counter({
      name: "kafka_consumer_stalls_total",
      help: "Times that a partition began to stand still",
      labels: ["group", "reason"],
    });
    this.#outOfRange = meter.counter({
      name: "kafka_consumer_out_of_range_total",
      help:
        "Times that the log no longer had the offset to read, and reading went on at the earliest",
      labels: ["group", "topic"],
    });
    this.#stalledPartitions = meter.gauge({
      name: "kafka_consumer_stalled_partitions",
      help: "Partitions that stand still until something is back",
      labels: ["group", "reason"],
    });
    for (const reason of STALL_REASONS) {
      this.#stalls.add(0, { group: groupId, reason });
      this.#stalledPartitions.set(0, { group: groupId, reason });
    }
    this.#commits.add(0, { group: groupId });
    this.#rebalances.add(0, { group: groupId });
  }

  /** Records came in. */
  received(topic: string, records: readonly Pick<ConsumedRecord, "key" | "value">[]): void {
    const labels = { group: this.#groupId, topic };
    this.#tally.received += records.length;
    this.#messages.add(records.length, labels);
    let bytes = 0;
    for (const { key, value } of records) bytes += (key?.length ?? 0) + (value?.length ?? 0);
    this.#bytes.add(bytes, labels);
  }

  /** Handlers succeeded. */
  processed(topic: string, count: number): void {
    this.#tally.processed += count;
    this.#processed.add(count, { topic, outcome: "ok" });
  }

  /** A record is tried again. */
  retried(topic: string): void {
    this.#tally.retried++;
    this.#processed.add(1, { topic, outcome: "retry" });
  }

  /** A record went to the dead letters. */
  deadLettered(topic: string): void {
    this.#tally.deadLettered++;
    this.#processed.add(1, { topic, outcome: "dlq" });
  }

  /** A partition begins to stand still (1), or no longer does (−1). */
  stalled(reason: StallReason, change: 1 | -1): void {
    const labels = { group: this.#groupId, reason };
    const partitions = (this.#stalled.get(reason) ?? 0) + change;
    this.#stalled.set(reason, partitions);
    this.#stalledPartitions.set(partitions, labels);
    if (change < 0) return;
    this.#tally.stalls++;
    this.#stalls.add(1, labels);
  }

  /** The dead letters or a retry topic refused a record, or there are no dead letters. */
  failed(topic: string): void {
    this.#tally.deadLettersRefused++;
    this.#processed.add(1, { topic, outcome: "error" });
  }

  /** The log no longer had the offset that was to be read. */
  outOfRange(topic: string): void {
    this.#tally.outOfRange++;
    this.#outOfRange.add(1, { group: this.#groupId, topic });
  }

  /** A handler took so long for one try. */
  took(topic: string, ms: number): void {
    this.#duration.observe(ms / 1000, { topic });
  }

  /** A commit succeeded. */
  committed(): void {
    this.#tally.commits++;
    this.#commits.add(1, { group: this.#groupId });
  }

  /** A generation begins; what is counted of its topics begins at 0, so that a first one shows. */
  assigned(topics: Iterable<string> = []): void {
    for (const topic of new Set(topics)) this.#expect(topic);
    if (this.#generations++ === 0) return;
    this.#tally.rebalances++;
    this.#rebalances.add(1, { group: this.#groupId });
  }

  #expect(topic: string): void {
    for (const counter of [this.#messages, this.#bytes, this.#outOfRange]) {
      counter.add(0, { group: this.#groupId, topic });
    }
    for (const outcome of OUTCOMES) this.#processed.add(0, { topic, outcome });
  }

  /** What has been done so far. */
  statistics(): ConsumerStatistics {
    return { ...this.#tally, durationMs: this.#clock.monotonicMs() - this.#startedAtMs };
  }
}
