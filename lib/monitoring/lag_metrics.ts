import type { Gauge, Meter } from "../core/mod.ts";
import type { GroupLag, LagReport, TopicState } from "./lag_report.ts";
import { metric } from "./meter.ts";
import { Series } from "./series.ts";

const GROUP_STATES = [
  "Stable",
  "Empty",
  "PreparingRebalance",
  "CompletingRebalance",
  "Assigning",
  "Reconciling",
  "Dead",
];

/** The gauges that show a {@link LagReport}. */
export class LagMetrics {
  readonly #series: Record<keyof typeof SERIES, Series>;
  readonly #brokersSeen = new Set<number>();
  readonly #brokerUp: Gauge;
  readonly #controllerUp: Gauge;
  readonly #controllerId: Gauge;
  readonly #controllerResponse: Gauge;

  /** Registers the gauges. */
  constructor(meter: Meter) {
    this.#series = Object.fromEntries(
      Object.entries(SERIES).map(([key, name]) => [key, new Series(meter, name)]),
    ) as Record<keyof typeof SERIES, Series>;
    this.#brokerUp = meter.gauge(metric("kafka_broker_up"));
    this.#controllerUp = meter.gauge(metric("kafka_controller_up"));
    this.#controllerId = meter.gauge(metric("kafka_controller_id"));
    this.#controllerResponse = meter.gauge(metric("kafka_controller_response_seconds"));
  }

  /** Shows a report and drops what it no longer has. */
  show(report: LagReport): void {
    this.#showBrokers(report);
    for (const topic of report.topics) this.#showTopic(topic);
    for (const group of report.groups) this.#showGroup(group);
    for (const series of Object.values(this.#series)) series.endPass();
  }

  /** Shows that nobody answers. */
  showUnreachable(): void {
    for (const id of this.#brokersSeen) this.#brokerUp.set(0, { broker_id: id });
    this.#controllerUp.set(0);
  }

  #showBrokers({ cluster, responseMs, topics }: LagReport): void {
    const alive = new Set(cluster.brokers.map((broker) => broker.id));
    for (const id of alive) this.#brokersSeen.add(id);
    for (const id of this.#brokersSeen) {
      this.#brokerUp.set(alive.has(id) ? 1 : 0, { broker_id: id });
    }
    const partitions = topics.flatMap((topic) => topic.partitions);
    for (const id of alive) {
      const labels = { broker_id: id };
      const led = partitions.filter((partition) => partition.leader === id).length;
      const held = partitions.filter((partition) => partition.replicas.includes(id)).length;
      this.#series.response.set(responseMs / 1000, labels);
      this.#series.leaders.set(led, labels);
      this.#series.followers.set(held - led, labels);
    }
    this.#controllerUp.set(alive.has(cluster.controllerId) ? 1 : 0);
    this.#controllerId.set(cluster.controllerId);
    this.#controllerResponse.set(responseMs / 1000);
  }

  #showTopic({ name, partitions }: TopicState): void {
    this.#series.topicPartitions.set(partitions.length, { topic: name });
    for (const { partition, low, end, replicas, inSyncReplicas } of partitions) {
      const labels = { topic: name, partition };
      this.#series.logStart.set(low, labels);
      this.#series.logEnd.set(end, labels);
      this.#series.replicas.set(replicas.length, labels);
      this.#series.inSync.set(inSyncReplicas.length, labels);
      this.#series.underReplicated.set(inSyncReplicas.length < replicas.length ? 1 : 0, labels);
    }
  }

  #showGroup(group: GroupLag): void {
    const { groupId, state, members, partitions, uncommitted } = group;
    for (const { topic, partition, committed, lag, lagSeconds } of partitions) {
      const labels = { group: groupId, topic, partition };
      this.#series.lag.set(lag, labels);
      this.#series.committed.set(committed, labels);
      if (lagSeconds !== undefined) this.#series.lagSeconds.set(lagSeconds, labels);
    }
    const missing = Map.groupBy(uncommitted, ({ topic }) => topic);
    const topics = new Set([...partitions.map(({ topic }) => topic), ...missing.keys()]);
    for (const topic of topics) {
      const count = missing.get(topic)?.length ?? 0;
      this.#series.uncommitted.set(count, { group: groupId, topic });
    }
    this.#series.members.set(members.length, { group: groupId });
    for (const name of new Set([...GROUP_STATES, state])) {
      this.#series.state.set(name === state ? 1 : 0, { group: groupId, state: name });
    }
  }
}

const SERIES = {
  lag: "kafka_consumer_lag",
  lagSeconds: "kafka_consumer_lag_seconds",
  committed: "kafka_consumer_committed_offset",
  uncommitted: "kafka_consumer_uncommitted_partitions",
  members: "kafka_consumer_group_members",
  state: "kafka_consumer_group_state",
  logStart: "kafka_partition_log_start_offset",
  logEnd: "kafka_partition_log_end_offset",
  underReplicated: "kafka_partition_under_replicated",
  replicas: "kafka_partition_replicas",
  inSync: "kafka_partition_in_sync_replicas",
  response: "kafka_broker_response_seconds",
  leaders: "kafka_broker_leader_partitions",
  followers: "kafka_broker_follower_partitions",
  topicPartitions: "kafka_topic_partitions",
} as const;
