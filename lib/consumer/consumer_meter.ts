import type { Clock, Counter, Histogram, Meter } from "../core/mod.ts";
import type { ConsumerStatistics } from "./statistics.ts";

const DURATION_BUCKETS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];

type Tally = { -readonly [K in keyof Omit<ConsumerStatistics, "durationMs">]: number };

/** Counts what a consumer does, for metrics and for its statistics. */
export class ConsumerMeter {
  readonly #clock: Clock;
  readonly #groupId: string;
  readonly #startedAtMs: number;
  readonly #messages: Counter;
  readonly #commits: Counter;
  readonly #rebalances: Counter;
  readonly #processed: Counter;
  readonly #duration: Histogram;
  readonly #tally: Tally = {
    received: 0,
    processed: 0,
    retried: 0,
    deadLettered: 0,
    deadLettersRefused: 0,
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
    this.#commits.add(0, { group: groupId });
    this.#rebalances.add(0, { group: groupId });
  }

  /** Records came in. */
  received(topic: string, count: number): void {
    this.#tally.received += count;
    this.#messages.add(count, { group: this.#groupId, topic });
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

  /** The dead letters refused a record, or there are none. */
  failed(topic: string): void {
    this.#tally.deadLettersRefused++;
    this.#processed.add(1, { topic, outcome: "error" });
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

  /** A generation begins. */
  assigned(): void {
    if (this.#generations++ === 0) return;
    this.#tally.rebalances++;
    this.#rebalances.add(1, { group: this.#groupId });
  }

  /** What has been done so far. */
  statistics(): ConsumerStatistics {
    return { ...this.#tally, durationMs: this.#clock.monotonicMs() - this.#startedAtMs };
  }
}
