import { type MetricDefinition, type MetricName, METRICS } from "./metrics_table.ts";

/** Where metrics come from: who sets them, and out of what. */
interface Source {
  readonly title: string;
  /** Whose metrics, in a sentence or two. */
  readonly text: string;
  /** The file that sets each, by the begin of its name; the first that fits counts. */
  readonly files: readonly (readonly [prefix: string, file: string])[];
}

const SOURCES: readonly Source[] = [
  {
    title: "Lag and the cluster",
    text:
      "From one pass of a few requests over the whole cluster, at each LAG_MONITOR_INTERVAL_SEC; a " +
      "scrape shows what the last pass saw and asks nothing itself. While the cluster is away the " +
      "figures stay, `kafka_broker_up` and `kafka_controller_up` are 0, and " +
      "`kafka_monitor_last_success_timestamp_seconds` stands still. Shown by consumers and the demo. " +
      "There is no lag where nothing was ever committed, a group without members is kept, and what " +
      "is deleted is dropped.",
    files: [
      ["kafka_consumer_lag", "monitoring/lag_metrics.ts"],
      ["kafka_consumer_committed_offset", "monitoring/lag_metrics.ts"],
      ["kafka_consumer_uncommitted_partitions", "monitoring/lag_metrics.ts"],
      ["kafka_consumer_group_", "monitoring/lag_metrics.ts"],
      ["kafka_partition_", "monitoring/lag_metrics.ts"],
      ["kafka_broker_", "monitoring/lag_metrics.ts"],
      ["kafka_topic_", "monitoring/lag_metrics.ts"],
      ["kafka_controller_", "monitoring/lag_metrics.ts"],
      ["kafka_monitor_", "monitoring/lag_monitor.ts"],
    ],
  },
  {
    title: "Producers",
    text: "Counted by each producer; those of a topic begin at 0 with its first record.",
    files: [
      ["kafka_producer_transactions_total", "producer/transactional.ts"],
      ["kafka_producer_", "producer/outcomes.ts"],
      ["producer_batch_messages", "systems/pubsub/producer.ts"],
      ["producer_message_retries_total", "systems/pubsub/retrying_sender.ts"],
    ],
  },
  {
    title: "Consumers and processing",
    text:
      "Counted by each consumer; those of a topic begin at 0 when a partition of it is assigned.",
    files: [
      ["kafka_consumer_", "consumer/consumer_meter.ts"],
      ["processor_refused_total", "systems/file_events/event_processing.ts"],
      ["processor_risk_alerts_total", "systems/random_events/event_handler.ts"],
      ["processor_", "consumer/consumer_meter.ts"],
      ["pipeline_", "systems/document_handlers.ts"],
      ["platform_alerts_total", "systems/platform/alerting.ts"],
      ["platform_routed_logs_total", "systems/platform/log_collector.ts"],
    ],
  },
  {
    title: "Stores",
    text: "Counted with each operation; size and state are asked at each LAG_MONITOR_INTERVAL_SEC.",
    files: [
      ["persistence_", "storage/measured_store.ts"],
      ["store_", "storage/watched_store.ts"],
    ],
  },
  {
    title: "Clients, services, this host",
    text:
      "Of the process itself and the machine it runs on, measured at each scrape. Restarts are " +
      "`changes(service_start_time_seconds[1h])`; used disk is " +
      "`1 - disk_free_bytes / disk_size_bytes`.",
    files: [
      ["kafka_client_", "kafka/connect.ts"],
      ["service_", "monitoring/process_metrics.ts"],
      ["process_", "monitoring/process_metrics.ts"],
      ["nodejs_", "monitoring/process_metrics.ts"],
      ["host_", "monitoring/host_metrics.ts"],
      ["disk_", "monitoring/host_metrics.ts"],
      ["log_messages_total", "monitoring/json_logger.ts"],
    ],
  },
];

const INTRODUCTION = `# Metrics, health, traces, logs

What running programs show, and where it comes from. The tables are made from
\`lib/monitoring/metrics_table.ts\` by \`deno task metrics\`; a test fails when they are stale, another
one scrapes running programs and finds each metric in them. [MONITORING.md](MONITORING.md) says what
is alarmed by them and what to do about it; panels are in \`deploy/grafana/dashboards\`.

## Endpoints

\`deno task demo\` serves them on port 8000; a role of \`deno task produce\` and \`deno task consume\` on
its own port, or METRICS_PORT.

| path | answer |
| --- | --- |
| \`/metrics\` | all metrics below, as text for Prometheus |
| \`/livez\` | 200 while the process answers; it never asks the broker, so that nobody restarts a program because Kafka is away |
| \`/readyz\` | 200 when the program can do its work, else 503 with the checks that fail: connectivity (broker and group), subscription, processing, store; 503 from the moment it is told to end; \`?verbose\` names each check with its time |
| \`/startupz\` | 503 until the start is over, then 200 |
| \`/health\` | the same as \`/readyz\` |

A consumer writes the same looks into its log at each HEALTH_LOG_INTERVAL_SEC: connection,
subscription, processing.

## Traces

Every record carries \`traceparent\` (W3C Trace Context) and \`correlation-id\` in its headers, from the
producer through retries into its dead letter. With \`OTEL_DENO=true\` Deno itself exports spans by
OTLP to OTEL_EXPORTER_OTLP_ENDPOINT:

\`\`\`
OTEL_DENO=true OTEL_SERVICE_NAME=consumer deno task consume random_events
\`\`\`

\`create TOPIC\` begins a trace where a system makes an event, \`send TOPIC\` is a record's way to its
acknowledgement, in a transaction too, \`process TOPIC\` all that a consumer does with it, retries in
place included. A record that goes to a retry topic or to the DLQ is sent as a child of its
processing. Names and attributes are those of OpenTelemetry's conventions for messaging:
\`messaging.system\`, \`messaging.destination.name\`, \`messaging.destination.partition.id\`,
\`messaging.kafka.offset\`, \`messaging.consumer.group.name\`, \`error.type\`; never a key, a value or an
error's text. Without \`OTEL_DENO\` no span is begun.

## Logs

One JSON object a line, on the standard error and in three files of LOG_DIR: \`timestamp\`, \`level\`,
\`message\`, \`service\`, and where they are known \`correlation_id\`, \`trace_id\`, \`span_id\`, \`topic\`,
\`partition\`, \`offset\`, \`group\`, \`error.type\`. A line written inside a span that names none itself
gets that span's. Payloads are never written.

## Metrics

Units are seconds, bytes and shares from 0 to 1. No label holds a key or an id of a record.
`;

/** The text of docs/METRICS.md, before it is formatted. */
export function metricsPage(): string {
  return [INTRODUCTION, ...SOURCES.map(section)].join("\n");
}

/** The file below lib/ that sets a metric. */
export function fileOf(name: MetricName): string {
  const [, file] = filesBySource(name)[0] ?? [];
  if (file === undefined) throw new TypeError(`Metric ${name} has no source: add it to SOURCES`);
  return file;
}

function filesBySource(name: string): (readonly [Source, string])[] {
  return SOURCES.flatMap((source) =>
    source.files.filter(([prefix]) => name.startsWith(prefix))
      .map(([, file]) => [source, file] as const)
  );
}

function section(source: Source): string {
  const { title, text } = source;
  const names = Object.keys(METRICS).filter((name) => filesBySource(name)[0]?.[0] === source);
  return [
    `### ${title}\n`,
    `${text}\n`,
    "| metric | kind | labels | meaning | set by |",
    "| --- | --- | --- | --- | --- |",
    ...names.map((name) => row(name as MetricName)),
    "",
  ].join("\n");
}

function row(name: MetricName): string {
  const { kind, labels, help }: MetricDefinition = METRICS[name];
  const cells = [`\`${name}\``, kind, labels.join(", "), help, `\`lib/${fileOf(name)}\``];
  return `| ${cells.join(" | ")} |`;
}
