import { choice, integer, seconds } from "./kinds.ts";
import { milliseconds, path, type SettingRows } from "./setting.ts";

/** How records are made and sent. */
export const PRODUCING_SETTINGS = {
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
} satisfies SettingRows;
