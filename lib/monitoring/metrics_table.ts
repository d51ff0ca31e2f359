/** What kind of instrument a metric is. */
export type MetricKind = "counter" | "gauge" | "histogram";

/** One metric: its kind, what `# HELP` says, its labels and, for a histogram, its buckets. */
export interface MetricDefinition {
  /** What it does with what it is told. */
  readonly kind: MetricKind;
  /** One sentence for `# HELP`. */
  readonly help: string;
  /** Names of its labels, all of them given with every value. */
  readonly labels: readonly string[];
  /** Upper bounds in the metric's base unit, rising; histograms only. */
  readonly buckets?: readonly number[];
}

/** Metrics by name. */
export type MetricsTable = Readonly<Record<string, MetricDefinition>>;

const SHORT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LONG_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const RECORDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000];

const counter = (help: string, ...labels: string[]): MetricDefinition => ({
  kind: "counter",
  help,
  labels,
});
const gauge = (help: string, ...labels: string[]): MetricDefinition => ({
  kind: "gauge",
  help,
  labels,
});
const histogram = (
  help: string,
  buckets: readonly number[],
  ...labels: string[]
): MetricDefinition => ({ kind: "histogram", help, labels, buckets });

/** Every metric of the project; an instrument under another name is a mistake. */
export const METRICS = {
  // Groups
  kafka_consumer_lag: gauge(
    "Records between a group's committed offset and the end of the partition.",
    "group",
    "topic",
    "partition",
  ),
  kafka_consumer_lag_seconds: gauge(
    "Age of the oldest record that a group has not committed, interpolated from end offsets.",
    "group",
    "topic",
    "partition",
  ),
  kafka_consumer_committed_offset: gauge(
    "Next offset that a group will read of the partition.",
    "group",
    "topic",
    "partition",
  ),
  kafka_consumer_uncommitted_partitions: gauge(
    "Partitions of a topic the group reads where it has never committed.",
    "group",
    "topic",
  ),
  kafka_consumer_group_members: gauge("Members of the group.", "group"),
  kafka_consumer_group_state: gauge(
    "1 for the state the group is in, 0 for every other.",
    "group",
    "state",
  ),
  kafka_consumer_rebalances_total: counter("Generations the members here have joined.", "group"),
  // The cluster
  kafka_partition_log_start_offset: gauge(
    "First offset that the partition still holds.",
    "topic",
    "partition",
  ),
  kafka_partition_log_end_offset: gauge(
    "Offset of the partition's next record.",
    "topic",
    "partition",
  ),
  kafka_partition_under_replicated: gauge(
    "1 when a replica of the partition is out of sync, else 0.",
    "topic",
    "partition",
  ),
  kafka_partition_replicas: gauge("Replicas of the partition.", "topic", "partition"),
  kafka_partition_in_sync_replicas: gauge(
    "Replicas of the partition that are in sync.",
    "topic",
    "partition",
  ),
  kafka_broker_up: gauge("1 while the cluster counts the broker as alive, else 0.", "broker_id"),
  kafka_broker_response_seconds: gauge(
    "How long the cluster took to describe itself at the last look.",
    "broker_id",
  ),
  kafka_broker_leader_partitions: gauge("Partitions that the broker leads.", "broker_id"),
  kafka_broker_follower_partitions: gauge("Partitions that the broker follows.", "broker_id"),
  kafka_topic_partitions: gauge("Partitions of the topic.", "topic"),
  kafka_controller_up: gauge("1 while the cluster has a controller, else 0."),
  kafka_controller_id: gauge("Broker id of the controller, -1 when there is none."),
  kafka_controller_response_seconds: gauge(
    "How long the question for the controller took at the last look.",
  ),
  // Producers, consumers, services
  kafka_producer_messages_total: counter(
    "Records sent, by outcome: acknowledged, failed, uncertain.",
    "topic",
    "outcome",
  ),
  kafka_producer_bytes_total: counter(
    "Bytes of keys and values sent, by outcome.",
    "topic",
    "outcome",
  ),
  kafka_producer_batch_records: histogram("Records in a batch.", RECORDS, "topic"),
  producer_batch_messages: histogram(
    "Messages that a producer generated and sent together.",
    RECORDS,
    "topic",
  ),
  producer_message_retries_total: counter(
    "Messages sent again after a failure, each time.",
    "topic",
  ),
  kafka_producer_transactions_total: counter(
    "Transactions, by outcome: acknowledged, failed, uncertain.",
    "outcome",
  ),
  kafka_consumer_messages_total: counter("Records fetched by a group.", "group", "topic"),
  kafka_consumer_bytes_total: counter(
    "Bytes of keys and values fetched by a group.",
    "group",
    "topic",
  ),
  kafka_consumer_commits_total: counter("Commits of a group that went through.", "group"),
  kafka_consumer_stalls_total: counter(
    "Times that a partition began to stand still, by reason: outage, dead_letters, retry_topics.",
    "group",
    "reason",
  ),
  kafka_consumer_out_of_range_total: counter(
    "Times that the log no longer had the offset to read, and reading went on at the earliest.",
    "group",
    "topic",
  ),
  kafka_consumer_stalled_partitions: gauge(
    "Partitions that stand still until a store, the dead letters or a retry topic is back.",
    "group",
    "reason",
  ),
  kafka_client_operation_duration_seconds: histogram(
    "Duration of a client's operation on the cluster.",
    SHORT_SECONDS,
    "operation",
  ),
  service_up: gauge("1 while the service runs.", "service"),
  service_start_time_seconds: gauge("When the service started, seconds since 1970.", "service"),
  // Processing and stores
  processor_messages_total: counter(
    "Records handled, by outcome: ok, retry, dlq, error.",
    "topic",
    "outcome",
  ),
  processor_refused_total: counter(
    "Records that validation refused, by stage: envelope, event_type, payload.",
    "topic",
    "stage",
  ),
  processor_duration_seconds: histogram("Time to handle one record.", SHORT_SECONDS, "topic"),
  pipeline_end_to_end_seconds: histogram(
    "Time from a record's timestamp until its effect is stored.",
    LONG_SECONDS,
    "topic",
  ),
  platform_alerts_total: counter("Alerts raised, by kind.", "kind"),
  platform_routed_logs_total: counter(
    "Log messages stored for the first time, by the sink they went to.",
    "sink",
  ),
  processor_risk_alerts_total: counter("Risk alerts raised, by level.", "level"),
  persistence_operations_total: counter(
    "Operations on a store, by outcome.",
    "store",
    "operation",
    "outcome",
  ),
  persistence_duration_seconds: histogram(
    "Duration of an operation on a store.",
    SHORT_SECONDS,
    "store",
    "operation",
  ),
  store_up: gauge("1 while the store answers, else 0.", "store", "collection"),
  store_response_seconds: gauge(
    "How long the store took to answer at the last look.",
    "store",
    "collection",
  ),
  store_connections: gauge(
    "Open connections to the store: all of a MongoDB server's, if it tells, else our own.",
    "store",
    "collection",
  ),
  store_documents: gauge("Documents or rows in a collection.", "store", "collection"),
  store_size_bytes: gauge(
    "What a collection takes on disk with its indexes.",
    "store",
    "collection",
  ),
  // This host, the monitor, the log
  disk_free_bytes: gauge("Free bytes of a file system.", "mount"),
  disk_size_bytes: gauge("Size of a file system.", "mount"),
  host_cpu_usage_ratio: gauge("Share of this host's processor time in use, 0 to 1."),
  host_memory_usage_ratio: gauge("Share of this host's memory in use, 0 to 1."),
  kafka_monitor_scrape_duration_seconds: gauge("Duration of the monitor's last pass."),
  kafka_monitor_scrape_errors_total: counter("Passes of the monitor that failed."),
  kafka_monitor_last_success_timestamp_seconds: gauge(
    "When the monitor's last good pass ended, seconds since 1970.",
  ),
  log_messages_total: counter("Log lines written, by level.", "level"),
  // This process
  process_cpu_user_seconds_total: counter("Processor time spent in user mode."),
  process_cpu_system_seconds_total: counter("Processor time spent in system mode."),
  process_cpu_seconds_total: counter("Processor time spent in all."),
  process_start_time_seconds: gauge("When the process started, seconds since 1970."),
  process_resident_memory_bytes: gauge("Resident memory of the process."),
  nodejs_heap_size_total_bytes: gauge("Size of the JavaScript heap."),
  nodejs_heap_size_used_bytes: gauge("Used part of the JavaScript heap."),
  nodejs_external_memory_bytes: gauge("Memory of objects bound to the heap: array buffers."),
  nodejs_eventloop_lag_seconds: gauge("How late a timer of 0 ms fired at the last scrape."),
} as const;

/** The name of a metric in {@link METRICS}. */
export type MetricName = keyof typeof METRICS;
