/** What kind of value a setting takes, by Kafka's own numbers. */
export const CONFIG_TYPES = {
  boolean: 1,
  string: 2,
  int: 3,
  long: 5,
  double: 6,
  list: 7,
} as const;

/** Where a setting's value comes from, by Kafka's own numbers. */
export const CONFIG_SOURCES = {
  topic: 1,
  dynamicBroker: 2,
  dynamicBrokerDefault: 3,
  staticBroker: 4,
  default: 5,
  logger: 6,
} as const;

/** A setting of topics. */
export interface TopicConfigDefinition {
  readonly name: string;
  readonly type: keyof typeof CONFIG_TYPES;
  readonly default: string;
  /** Name of the broker's setting that stands behind it. */
  readonly brokerConfig?: string;
  /** The values that are allowed; for lists, those of each item. */
  readonly oneOf?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** A value below `min` that is allowed too. */
  readonly or?: number;
}

const LONG_MAX = "9223372036854775807";

/** The settings of topics, as Apache Kafka 4.1 has them. */
export const TOPIC_CONFIGS: readonly TopicConfigDefinition[] = [
  {
    name: "cleanup.policy",
    type: "list",
    default: "delete",
    brokerConfig: "log.cleanup.policy",
    oneOf: ["compact", "delete"],
  },
  int("compression.gzip.level", "-1", {
    brokerConfig: "compression.gzip.level",
    min: 1,
    max: 9,
    or: -1,
  }),
  int("compression.lz4.level", "9", { brokerConfig: "compression.lz4.level", min: 1, max: 17 }),
  {
    name: "compression.type",
    type: "string",
    default: "producer",
    brokerConfig: "compression.type",
    oneOf: ["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"],
  },
  int("compression.zstd.level", "3", {
    brokerConfig: "compression.zstd.level",
    min: -131_072,
    max: 22,
  }),
  long("delete.retention.ms", "86400000", { brokerConfig: "log.cleaner.delete.retention.ms" }),
  long("file.delete.delay.ms", "60000", { brokerConfig: "log.segment.delete.delay.ms" }),
  long("flush.messages", LONG_MAX, { brokerConfig: "log.flush.interval.messages", min: 1 }),
  long("flush.ms", LONG_MAX),
  { name: "follower.replication.throttled.replicas", type: "list", default: "" },
  int("index.interval.bytes", "4096", { brokerConfig: "log.index.interval.bytes" }),
  { name: "leader.replication.throttled.replicas", type: "list", default: "" },
  long("local.retention.bytes", "-2", { brokerConfig: "log.local.retention.bytes", min: -2 }),
  long("local.retention.ms", "-2", { brokerConfig: "log.local.retention.ms", min: -2 }),
  long("max.compaction.lag.ms", LONG_MAX, {
    brokerConfig: "log.cleaner.max.compaction.lag.ms",
    min: 1,
  }),
  int("max.message.bytes", "1048588", { brokerConfig: "message.max.bytes" }),
  long("message.timestamp.after.max.ms", "3600000", {
    brokerConfig: "log.message.timestamp.after.max.ms",
  }),
  long("message.timestamp.before.max.ms", LONG_MAX, {
    brokerConfig: "log.message.timestamp.before.max.ms",
  }),
  {
    name: "message.timestamp.type",
    type: "string",
    default: "CreateTime",
    brokerConfig: "log.message.timestamp.type",
    oneOf: ["CreateTime", "LogAppendTime"],
  },
  {
    name: "min.cleanable.dirty.ratio",
    type: "double",
    default: "0.5",
    brokerConfig: "log.cleaner.min.cleanable.ratio",
    min: 0,
    max: 1,
  },
  long("min.compaction.lag.ms", "0", { brokerConfig: "log.cleaner.min.compaction.lag.ms" }),
  int("min.insync.replicas", "1", { brokerConfig: "min.insync.replicas", min: 1 }),
  boolean("preallocate", "log.preallocate"),
  boolean("remote.log.copy.disable"),
  boolean("remote.log.delete.on.disable"),
  boolean("remote.storage.enable"),
  long("retention.bytes", "-1", { brokerConfig: "log.retention.bytes", min: -Infinity }),
  long("retention.ms", "604800000", { min: -1 }),
  int("segment.bytes", "1073741824", { brokerConfig: "log.segment.bytes", min: 1_048_576 }),
  int("segment.index.bytes", "10485760", { brokerConfig: "log.index.size.max.bytes", min: 4 }),
  long("segment.jitter.ms", "0"),
  long("segment.ms", "604800000", { min: 1 }),
  boolean("unclean.leader.election.enable", "unclean.leader.election.enable"),
];

type Bounds = Pick<TopicConfigDefinition, "brokerConfig" | "min" | "max" | "or">;

function int(name: string, value: string, bounds: Bounds = {}): TopicConfigDefinition {
  return { name, type: "int", default: value, min: 0, ...bounds };
}

function long(name: string, value: string, bounds: Bounds = {}): TopicConfigDefinition {
  return { name, type: "long", default: value, min: 0, ...bounds };
}

function boolean(name: string, brokerConfig?: string): TopicConfigDefinition {
  const definition = { name, type: "boolean", default: "false" } as const;
  return brokerConfig === undefined ? definition : { ...definition, brokerConfig };
}

const BY_NAME = new Map(TOPIC_CONFIGS.map((definition) => [definition.name, definition]));

/** The definition of a setting, if topics have it. */
export function topicConfig(name: string): TopicConfigDefinition | undefined {
  return BY_NAME.get(name);
}

/** The items of a list as it is written: `"compact, delete"`. */
export function listItems(value: string): string[] {
  return value.trim() === "" ? [] : value.split(",").map((item) => item.trim());
}
