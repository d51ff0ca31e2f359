import { type MetricDefinition, METRICS } from "../../monitoring/mod.ts";

/** Labels that Prometheus gives to whatever it scrapes here. */
const TARGET_LABELS = ["job", "instance", "compose_service"];

/**
 * Metrics of programs that aren't ours, each with its labels, as their versions in
 * docker-compose.yml tell them.
 */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  // Prometheus, of every target and every alert
  up: [],
  ALERTS: ["alertname", "alertstate", "severity", "group", "topic"],
  // node_exporter 1.9: https://github.com/prometheus/node_exporter
  node_cpu_seconds_total: ["cpu", "mode"],
  node_filesystem_avail_bytes: ["device", "device_error", "fstype", "mountpoint"],
  node_filesystem_size_bytes: ["device", "device_error", "fstype", "mountpoint"],
  node_memory_MemAvailable_bytes: [],
  node_memory_MemTotal_bytes: [],
  // cAdvisor 0.55: https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md
  container_cpu_usage_seconds_total: [
    "container_label_com_docker_compose_service",
    "cpu",
    "id",
    "image",
    "name",
  ],
  container_last_seen: ["container_label_com_docker_compose_service", "id", "image", "name"],
  container_memory_working_set_bytes: [
    "container_label_com_docker_compose_service",
    "id",
    "image",
    "name",
  ],
  container_start_time_seconds: [
    "container_label_com_docker_compose_service",
    "id",
    "image",
    "name",
  ],
  // mongodb_exporter 0.47: https://github.com/percona/mongodb_exporter
  mongodb_up: ["cluster_role"],
  mongodb_ss_connections: ["conn_type"],
  mongodb_ss_opcounters: ["legacy_op_type"],
  mongodb_dbstats_dataSize: ["database"],
  // kafka_exporter 1.9: https://github.com/danielqsj/kafka_exporter
  kafka_brokers: [],
  kafka_consumergroup_current_offset: ["consumergroup", "topic", "partition"],
  kafka_consumergroup_lag: ["consumergroup", "topic", "partition"],
};

/** The recorded series of deploy/prometheus/alerts.yml, with the labels that are left. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  "group_topic_partition:kafka_consumer_lag:max": ["group", "topic", "partition"],
  "group_topic_partition:kafka_consumer_committed_offset:max": ["group", "topic", "partition"],
  "group_topic:kafka_consumer_lag:sum": ["group", "topic"],
  "topic:processor_failures:ratio_rate5m": ["topic"],
  "topic:processor_failures:ratio_rate30m": ["topic"],
  "topic:processor_failures:ratio_rate1h": ["topic"],
  "topic:processor_failures:ratio_rate6h": ["topic"],
};

/** A rule of the agent in the brokers, as deploy/jmx/rules.yml has it. */
export interface AgentRule {
  /** What it finds. */
  readonly pattern: string;
  /** What it makes of that; `$1` is the pattern's first group. */
  readonly name: string;
  /** The labels it gives. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Metrics by name, each with the labels it can have. */
export type KnownMetrics = ReadonlyMap<string, readonly string[]>;

/** Every metric that Prometheus can come to know here. */
export function knownMetrics(agent: readonly AgentRule[]): KnownMetrics {
  const known: [string, readonly string[]][] = [
    ...Object.entries(FOREIGN),
    ...agent.flatMap(agentMetrics),
    ...Object.entries(METRICS).flatMap(([name, definition]) => ownMetrics(name, definition)),
  ];
  const scraped = known.map(([name, labels]): [string, readonly string[]] => [
    name,
    [...labels, ...TARGET_LABELS],
  ]);
  return new Map([...scraped, ...Object.entries(RECORDED)]);
}

function ownMetrics(
  name: string,
  { kind, labels }: MetricDefinition,
): [string, readonly string[]][] {
  if (kind !== "histogram") return [[name, labels]];
  return [[`${name}_bucket`, [...labels, "le"]], [`${name}_sum`, labels], [
    `${name}_count`,
    labels,
  ]];
}

/** `kafka_topic_$1_total` and a pattern with `(BytesIn|BytesOut)` are two metrics, in small letters. */
function agentMetrics({ pattern, name, labels = {} }: AgentRule): [string, readonly string[]][] {
  const choices = /\(([\w-]+(?:\|[\w-]+)*)\)/.exec(pattern)?.[1]?.split("|") ?? [""];
  const names = name.includes("$1") ? choices.map((one) => name.replace("$1", one)) : [name];
  return names.map((made) => [
    made.toLowerCase().replaceAll("-", "_"),
    Object.keys(labels),
  ]);
}
