import { RequestError } from "../errors.ts";

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
  dynamicBrokerDefault: 3,
  staticBroker: 4,
  default: 5,
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
}

const INT_MAX = 2_147_483_647;
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
  int("compression.gzip.level", "-1", { brokerConfig: "compression.gzip.level", min: -1, max: 9 }),
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
  long("retention.bytes", "-1", { brokerConfig: "log.retention.bytes", min: -1 }),
  long("retention.ms", "604800000", { min: -1 }),
  int("segment.bytes", "1073741824", { brokerConfig: "log.segment.bytes", min: 1_048_576 }),
  int("segment.index.bytes", "10485760", { brokerConfig: "log.index.size.max.bytes", min: 4 }),
  long("segment.jitter.ms", "0"),
  long("segment.ms", "604800000", { min: 1 }),
  boolean("unclean.leader.election.enable", "unclean.leader.election.enable"),
];

type Bounds = Pick<TopicConfigDefinition, "brokerConfig" | "min" | "max">;

function int(name: string, value: string, bounds: Bounds = {}): TopicConfigDefinition {
  return { name, type: "int", default: value, min: 0, max: INT_MAX, ...bounds };
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

/**
 * Checks a value that somebody wants to set.
 *
 * @throws {RequestError} code `INVALID_CONFIG`
 */
export function checkTopicConfig(name: string, value: string | null): void {
  const definition = BY_NAME.get(name);
  if (definition === undefined) refuse(`Unknown topic config name: ${name}`);
  if (value === null) refuse(`Null value not supported for topic configs: ${name}`);
  const problem = problemWith(definition, value);
  if (problem !== undefined) {
    refuse(`Invalid value ${value} for configuration ${name}: ${problem}`);
  }
}

function problemWith(definition: TopicConfigDefinition, value: string): string | undefined {
  const { type, oneOf } = definition;
  if (type === "boolean") {
    return ["true", "false"].includes(value.toLowerCase()) ? undefined : "Not true or false";
  }
  if (type === "int" || type === "long") {
    if (!/^[+-]?\d+$/.test(value.trim())) return "Not a whole number";
    return problemWithNumber(definition, value);
  }
  if (type === "double") {
    return Number.isNaN(Number.parseFloat(value))
      ? "Not a number"
      : problemWithNumber(definition, value);
  }
  const items = type === "list" ? listItems(value) : [value];
  const wrong = oneOf === undefined ? undefined : items.find((item) => !oneOf.includes(item));
  return wrong === undefined ? undefined : `"${wrong}" is none of ${oneOf!.join(", ")}`;
}

function problemWithNumber(
  { type, min = -Infinity, max = Infinity }: TopicConfigDefinition,
  value: string,
): string | undefined {
  if (type === "long" && BigInt(value.trim()) > BigInt(LONG_MAX)) return "It is too large";
  const number = Number(value);
  if (number < min) return `It must be at least ${min}`;
  return number > max ? `It must be at most ${max}` : undefined;
}

/** The items of a list as it is written: `"compact, delete"`. */
export function listItems(value: string): string[] {
  return value.split(",").map((item) => item.trim()).filter((item) => item !== "");
}

function refuse(message: string): never {
  throw new RequestError("INVALID_CONFIG", message);
}
