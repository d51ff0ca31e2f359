import { choice, integer, kafkaName, list, seconds } from "./kinds.ts";
import { type SettingRows } from "./setting.ts";

/** How records are read, retried and committed. */
export const CONSUMING_SETTINGS = {
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
} satisfies SettingRows;
