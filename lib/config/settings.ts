import type { LogLevel } from "../core/mod.ts";
import type { SettingName, Settings } from "./config.ts";
import {
  boolean,
  choice,
  httpUrl,
  integer,
  kafkaName,
  type Kind,
  list,
  login,
  mongodbUri,
  seconds,
  secret,
  server,
  text,
  token,
} from "./kinds.ts";

/** One row of the table of settings. */
export interface Setting<T> {
  /** Environment variables; the first that is set counts. */
  readonly variables: readonly [string, ...string[]];
  /** Place in a JSON file: section and key. */
  readonly fileKey: string;
  /** Other places that mean the same. @default {[]} */
  readonly fileAliases?: readonly string[];
  readonly kind: Kind<NonNullable<T>>;
  readonly default: T;
  /** One line for the documentation. */
  readonly help: string;
}

const port = integer({ min: 0, max: 65_535 });
const path = text(/\S/, "a path");
const milliseconds = integer({ min: 0, max: 3_600_000 });

/**
 * The one table of settings: parsing, documentation and the list of variables follow from it.
 * Defaults are those of the file events system; a role changes some of them.
 */
export const SETTINGS: { readonly [Name in SettingName]: Setting<Settings[Name]> } = {
  bootstrapServers: {
    variables: ["KAFKA_BOOTSTRAP_SERVERS", "KAFKA_BROKERS"],
    fileKey: "kafka.bootstrap_servers",
    kind: list(server, "host:port, several separated by commas"),
    default: Object.freeze(["localhost:9092"]),
    help: "Brokers to begin with",
  },
  clientId: {
    variables: ["KAFKA_CLIENT_ID"],
    fileKey: "kafka.client_id",
    kind: kafkaName,
    default: "kafka-workshop",
    help: "Name by which brokers know this program",
  },
  securityProtocol: {
    variables: ["KAFKA_SECURITY_PROTOCOL"],
    fileKey: "kafka.security_protocol",
    kind: choice({
      PLAINTEXT: "PLAINTEXT",
      SSL: "SSL",
      SASL_PLAINTEXT: "SASL_PLAINTEXT",
      SASL_SSL: "SASL_SSL",
    }),
    default: "PLAINTEXT",
    help: "Whether connections use TLS and a login",
  },
  saslMechanism: {
    variables: ["KAFKA_SASL_MECHANISM"],
    fileKey: "kafka.sasl_mechanism",
    kind: choice({
      PLAIN: "plain",
      "SCRAM-SHA-256": "scram-sha-256",
      "SCRAM-SHA-512": "scram-sha-512",
    }),
    default: undefined,
    help: "How the login is proved",
  },
  saslUsername: {
    variables: ["KAFKA_SASL_USERNAME"],
    fileKey: "kafka.sasl_username",
    kind: text(/\S/, "a name"),
    default: undefined,
    help: "Login name",
  },
  saslPassword: {
    variables: ["KAFKA_SASL_PASSWORD"],
    fileKey: "kafka.sasl_password",
    kind: secret,
    default: undefined,
    help: "Password of the login",
  },
  sslCaFile: {
    variables: ["KAFKA_SSL_CA_FILE"],
    fileKey: "kafka.ssl_ca_file",
    kind: path,
    default: undefined,
    help: "PEM file of the authority that signed the brokers' certificates",
  },
  sslCertFile: {
    variables: ["KAFKA_SSL_CERT_FILE"],
    fileKey: "kafka.ssl_cert_file",
    kind: path,
    default: undefined,
    help: "PEM file of this client's certificate",
  },
  sslKeyFile: {
    variables: ["KAFKA_SSL_KEY_FILE"],
    fileKey: "kafka.ssl_key_file",
    kind: path,
    default: undefined,
    help: "PEM file of this client's private key",
  },
  consumerGroupId: {
    variables: ["CONSUMER_GROUP_ID"],
    fileKey: "kafka.group_id",
    kind: kafkaName,
    default: "kafka-group",
    help: "Consumer group of the role that is started",
  },
  topics: {
    variables: ["KAFKA_TOPICS"],
    fileKey: "kafka.topics",
    kind: list(kafkaName, "topic names, several separated by commas"),
    default: Object.freeze(["kafka-topics1", "kafka-topics2"]),
    help: "Topics of a role that reads several",
  },
  topic: {
    variables: ["KAFKA_TOPIC"],
    fileKey: "kafka.topic",
    kind: kafkaName,
    default: "kafka-topics1",
    help: "Topic of a role that has one",
  },
  offsetReset: {
    variables: ["AUTO_OFFSET_RESET"],
    fileKey: "consumer.auto_offset_reset",
    kind: choice({ earliest: "earliest", latest: "latest" }),
    default: "earliest",
    help: "Where a group begins that has committed nothing",
  },
  sessionTimeoutMs: {
    variables: ["SESSION_TIMEOUT_SEC"],
    fileKey: "consumer.session_timeout_sec",
    kind: seconds({ min: 1, max: 1800 }),
    default: 30_000,
    help: "Silence after which a member counts as gone",
  },
  heartbeatIntervalMs: {
    variables: ["HEARTBEAT_INTERVAL_SEC"],
    fileKey: "consumer.heartbeat_interval_sec",
    kind: seconds({ min: 0.1, max: 600 }),
    default: 3000,
    help: "Time between a member's signs of life",
  },
  maxBatchSize: {
    variables: ["MAX_BATCH_SIZE"],
    fileKey: "consumer.max_batch_size",
    kind: integer({ min: 1, max: 100_000 }),
    default: 100,
    help: "Most records that a handler is given at once",
  },
  pollTimeoutMs: {
    variables: ["POLL_TIMEOUT_SEC"],
    fileKey: "consumer.poll_timeout_sec",
    kind: seconds({ min: 0.01, max: 60 }),
    default: 1000,
    help: "Longest wait of a fetch that finds nothing",
  },
  maxRetries: {
    variables: ["MAX_RETRIES"],
    fileKey: "consumer.max_retries",
    kind: integer({ min: 0, max: 100 }),
    default: 3,
    help: "Tries after the first one",
  },
  retryBackoffMs: {
    variables: ["RETRY_BACKOFF_SEC"],
    fileKey: "consumer.retry_backoff_sec",
    kind: seconds({ min: 0, max: 3600 }),
    default: 2000,
    help: "Delay before the first retry; each further one doubles it",
  },
  commitIntervalMessages: {
    variables: ["COMMIT_INTERVAL_MESSAGES"],
    fileKey: "consumer.commit_interval_messages",
    kind: integer({ min: 1, max: 1_000_000 }),
    default: 100,
    help: "Finished records between two commits",
  },
  commitIntervalMs: {
    variables: ["COMMIT_INTERVAL_MS"],
    fileKey: "consumer.commit_interval_ms",
    fileAliases: ["consumer.offset_commit_frequency_ms"],
    kind: integer({ min: 1, max: 3_600_000 }),
    default: 5000,
    help: "Longest time between two commits while records are finished",
  },
  shutdownTimeoutMs: {
    variables: ["SHUTDOWN_TIMEOUT_SEC"],
    fileKey: "consumer.shutdown_timeout_sec",
    kind: seconds({ min: 0.1, max: 600 }),
    default: 8000,
    help: "Longest time for finishing work in progress at the end",
  },
  producerAcks: {
    variables: ["PRODUCER_ACKS"],
    fileKey: "producer.acks",
    kind: choice({ all: "all", "-1": "all", "1": 1, "0": 0 }),
    default: "all",
    help: "Replicas that must have a record before it counts as sent",
  },
  producerCompression: {
    variables: ["PRODUCER_COMPRESSION"],
    fileKey: "kafka.compression_type",
    kind: choice({ none: "none", gzip: "gzip", snappy: "snappy", lz4: "lz4", zstd: "zstd" }),
    default: "none",
    help: "Codec of record batches",
  },
  producerLingerMs: {
    variables: ["PRODUCER_LINGER_MS"],
    fileKey: "producer.linger_ms",
    kind: milliseconds,
    default: 0,
    help: "How long a record waits for others to share its batch; 0 sends at once",
  },
  eventIntervalMs: {
    variables: ["EVENT_INTERVAL_SECONDS"],
    fileKey: "producer.event_interval_seconds",
    kind: seconds({ min: 0.001, max: 86_400 }),
    default: 5000,
    help: "Time between two generated events",
  },
  producerIntervalMs: {
    variables: ["PRODUCER_INTERVAL_MS"],
    fileKey: "producer.interval_ms",
    kind: milliseconds,
    default: 36,
    help: "Time between two messages on average, where they are sent in batches; 0 never waits",
  },
  producerBatchSize: {
    variables: ["PRODUCER_BATCH_SIZE"],
    fileKey: "producer.batch_size",
    kind: integer({ min: 1, max: 100_000 }),
    default: 100,
    help: "Messages that are sent together",
  },
  producerMaxRetries: {
    variables: ["PRODUCER_MAX_RETRIES"],
    fileKey: "producer.max_retries",
    kind: integer({ min: 0, max: 100 }),
    default: 3,
    help: "Tries of a message after the first one, where each is counted",
  },
  producerRetryDelayMs: {
    variables: ["PRODUCER_INITIAL_RETRY_DELAY_MS"],
    fileKey: "producer.initial_retry_delay_ms",
    kind: milliseconds,
    default: 3000,
    help: "Delay before a message's first retry; each further one doubles it",
  },
  producerDeliveryTimeoutMs: {
    variables: ["PRODUCER_DELIVERY_TIMEOUT_MS"],
    fileKey: "producer.delivery_timeout_ms",
    kind: integer({ min: 1, max: 3_600_000 }),
    default: 120_000,
    help: "How long a message is tried in all before it is given up",
  },
  failedMessagesPath: {
    variables: ["FAILED_MESSAGES_PATH"],
    fileKey: "producer.failed_messages_path",
    kind: path,
    default: "logs/failed-messages.jsonl",
    help: "File of the messages that were given up, a JSON line each",
  },
  lagMonitorIntervalMs: {
    variables: ["LAG_MONITOR_INTERVAL_SEC"],
    fileKey: "metrics.lag_monitor_interval_sec",
    kind: seconds({ min: 0.1, max: 86_400 }),
    default: 60_000,
    help: "Time between two readings of the consumers' lag",
  },
  healthLogIntervalMs: {
    variables: ["HEALTH_LOG_INTERVAL_SEC"],
    fileKey: "metrics.health_log_interval_sec",
    kind: seconds({ min: 0.1, max: 86_400 }),
    default: 30_000,
    help: "Time between two looks at a consumer's health, for its log",
  },
  metricsEnabled: {
    variables: ["METRICS_ENABLED"],
    fileKey: "metrics.enabled",
    kind: boolean,
    default: true,
    help: "Whether /metrics and the health pages are served at all",
  },
  metricsPort: {
    variables: ["METRICS_PORT"],
    fileKey: "metrics.port",
    kind: port,
    default: 8000,
    help: "Port of /metrics and the health pages; 0 takes a free one",
  },
  metricsHost: {
    variables: ["METRICS_HOST"],
    fileKey: "metrics.host",
    kind: choice({ "127.0.0.1": "127.0.0.1", "0.0.0.0": "0.0.0.0" }),
    default: "127.0.0.1",
    help: "Address of /metrics and the health pages; 0.0.0.0 lets other machines ask",
  },
  dashboardPort: {
    variables: ["DASHBOARD_PORT"],
    fileKey: "dashboard.port",
    kind: port,
    default: 8080,
    help: "Port of the dashboard; 0 takes a free one",
  },
  alertWebhookToken: {
    variables: ["ALERT_WEBHOOK_TOKEN"],
    fileKey: "dashboard.alert_webhook_token",
    kind: token,
    default: undefined,
    help: "Token with which Alertmanager may send alerts to the dashboard; without one nobody may",
  },
  alertWebhookHost: {
    variables: ["ALERT_WEBHOOK_HOST"],
    fileKey: "dashboard.alert_webhook_host",
    kind: server,
    default: undefined,
    help: "host:port by which Alertmanager reaches the dashboard, if it is not on this machine",
  },
  logLevel: {
    variables: ["LOG_LEVEL"],
    fileKey: "logging.level",
    kind: choice<LogLevel>({
      DEBUG: "DEBUG",
      INFO: "INFO",
      WARN: "WARN",
      WARNING: "WARN",
      ERROR: "ERROR",
    }),
    default: "INFO",
    help: "Least urgent log lines to be written",
  },
  logFormat: {
    variables: ["LOG_FORMAT"],
    fileKey: "logging.format",
    kind: choice({ auto: "auto", json: "json", text: "text" }),
    default: "auto",
    help: "Log lines on the standard error; auto is text on a terminal, JSON elsewhere",
  },
  logDir: {
    variables: ["LOG_DIR"],
    fileKey: "logging.dir",
    kind: path,
    default: "logs",
    help: "Folder of producer.log, consumer.log and application.log",
  },
  schemaRegistryUrl: {
    variables: ["SCHEMA_REGISTRY_URL"],
    fileKey: "registry.url",
    kind: list(httpUrl, "http://host:port or https://…, several separated by commas"),
    default: Object.freeze(["http://localhost:8081"]),
    help: "Schema registry; of several, the next is asked when one is away",
  },
  schemaRegistryBasicAuth: {
    variables: ["SCHEMA_REGISTRY_BASIC_AUTH"],
    fileKey: "registry.basic_auth",
    kind: login,
    default: undefined,
    help: "Login at the schema registry",
  },
  storePath: {
    variables: ["STORE_PATH"],
    fileKey: "store.path",
    kind: path,
    default: ".runs/events.sqlite",
    help: "SQLite file of stored events, or :memory:",
  },
  mongodbUri: {
    variables: ["MONGODB_URI"],
    fileKey: "mongodb.uri",
    kind: mongodbUri,
    default: undefined,
    help: "MongoDB that keeps stored events instead of SQLite",
  },
  mongodbDatabase: {
    variables: ["MONGODB_DATABASE"],
    fileKey: "mongodb.database",
    kind: text(/^[^/\\. "$*<>:|?\0]{1,63}$/, "1 to 63 characters without dots, slashes and spaces"),
    default: undefined,
    help: "Database of stored events, instead of the one that MONGODB_URI names",
  },
};

/** The names of all settings, in the table's order. */
export const SETTING_NAMES: readonly SettingName[] = Object.freeze(
  Object.keys(SETTINGS) as SettingName[],
);

/** Every environment variable that is read, for `--allow-env=`. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.freeze(
  SETTING_NAMES.flatMap((name) => SETTINGS[name].variables),
);
