import { RequestError } from "../errors.ts";
import { listItems, topicConfig, type TopicConfigDefinition } from "./topic_configs.ts";

/** The range of each kind of whole number. */
const RANGES = {
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
} as const;
const DOUBLE = /^[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)[fFdD]?$/;
const REPLICAS = /^\d+:\d+$/;

/**
 * Settings that Apache Kafka has for its own tests: topics may have them, and nobody is shown them.
 */
const HIDDEN = new Set(["internal.segment.bytes"]);

/** In the order in which Apache Kafka looks at them, which tells the one that is refused. */
const CHECKED_FIRST = [
  "segment.bytes",
  "segment.ms",
  "segment.jitter.ms",
  "segment.index.bytes",
  "flush.messages",
  "flush.ms",
  "retention.bytes",
  "retention.ms",
];

/**
 * Checks all settings that a topic is to have, with the messages of Apache Kafka 4.1.
 *
 * @throws {RequestError} code `INVALID_CONFIG`
 */
export function checkTopicConfigs(configs: Iterable<readonly [string, string | null]>): void {
  const all = [...configs];
  const empty = all.filter(([, value]) => value === null).map(([name]) => name);
  if (empty.length > 0) refuse(`Null value not supported for topic configs: ${empty.join(",")}`);
  const unknown = all.find(([name]) => topicConfig(name) === undefined && !HIDDEN.has(name));
  if (unknown !== undefined) refuse(`Unknown topic config name: ${unknown[0]}`);
  const rank = (name: string) => (CHECKED_FIRST.indexOf(name) + 100) % 100;
  for (const [name, value] of all.toSorted(([a], [b]) => rank(a) - rank(b))) {
    const definition = topicConfig(name);
    if (definition !== undefined) checkValue(definition, value!);
  }
  checkTogether(new Map(all as [string, string][]));
}

function checkTogether(configs: ReadonlyMap<string, string>): void {
  const valueOf = (name: string) => configs.get(name) ?? topicConfig(name)!.default;
  const [min, max] = ["min.compaction.lag.ms", "max.compaction.lag.ms"].map(valueOf);
  if (BigInt(min!.trim()) > BigInt(max!.trim())) {
    refuse(
      `conflict topic config setting min.compaction.lag.ms (${min}) > max.compaction.lag.ms (${max})`,
    );
  }
  if (valueOf("remote.storage.enable").trim().toLowerCase() === "true") {
    refuse(
      "Tiered Storage functionality is disabled in the broker. " +
        "Topic cannot be configured with remote log storage.",
    );
  }
}

function checkValue(definition: TopicConfigDefinition, value: string): void {
  const problem = problemWith(definition, value.trim());
  if (problem === undefined) return;
  const { shown = value, why } = problem;
  refuse(`Invalid value ${shown} for configuration ${definition.name}: ${why}`);
}

/** What is wrong with a value of a setting; `undefined` when nothing is. */
export function configProblem(
  definition: TopicConfigDefinition,
  value: string,
): string | undefined {
  return problemWith(definition, value.trim())?.why;
}

interface Problem {
  /** The part of the value that is wrong. @default {all of it} */
  readonly shown?: string;
  readonly why: string;
}

function problemWith(definition: TopicConfigDefinition, value: string): Problem | undefined {
  const { name, type, oneOf } = definition;
  switch (type) {
    case "boolean":
      return ["true", "false"].includes(value.toLowerCase())
        ? undefined
        : { why: "Expected value to be either true or false" };
    case "int":
    case "long":
      return isWhole(value, RANGES[type])
        ? outOfBounds(definition, Number(value))
        : { why: `Not a number of type ${type.toUpperCase()}` };
    case "double":
      return DOUBLE.test(value)
        ? outOfBounds(definition, Number.parseFloat(value))
        : { why: "Not a number of type DOUBLE" };
  }
  const items = type === "list" ? listItems(value) : [value];
  if (name.endsWith(".throttled.replicas")) return problemWithReplicas(name, items);
  const shown = oneOf === undefined ? undefined : items.find((item) => !oneOf.includes(item));
  return shown === undefined
    ? undefined
    : { shown, why: `String must be one of: ${oneOf!.join(", ")}` };
}

function isWhole(value: string, [min, max]: readonly [bigint, bigint]): boolean {
  if (!/^[+-]?\d+$/.test(value)) return false;
  const number = BigInt(value.replace("+", ""));
  return number >= min && number <= max;
}

function outOfBounds(definition: TopicConfigDefinition, value: number): Problem | undefined {
  const { min = -Infinity, max = Infinity, or } = definition;
  if (value === or || Number.isNaN(value) || (value >= min && value <= max)) return undefined;
  if (or !== undefined) return { why: `Value must be between ${min} and ${max} or equal to ${or}` };
  return {
    why: value < min ? `Value must be at least ${min}` : `Value must be no more than ${max}`,
  };
}

function problemWithReplicas(name: string, items: readonly string[]): Problem | undefined {
  const isFine = items.length === 0 || (items.length === 1 && items[0] === "*") ||
    items.every((item) => REPLICAS.test(item));
  return isFine ? undefined : {
    shown: `[${items.join(", ")}]`,
    why: `${name} must be the literal '*' or a list of replicas in the following format: ` +
      "[partitionId]:[brokerId],[partitionId]:[brokerId],...",
  };
}

/** A value as it reads back: without the spaces, signs and capitals that somebody wrote. */
export function readBack(definition: TopicConfigDefinition, value: string): string {
  const trimmed = value.trim();
  switch (definition.type) {
    case "boolean":
      return trimmed.toLowerCase();
    case "int":
    case "long":
      return BigInt(trimmed.replace("+", "")).toString();
    case "double":
      return asJava(Number.parseFloat(trimmed));
    case "list":
      return listItems(trimmed).join(",");
    default:
      return trimmed;
  }
}

/** A double as Java prints it: `0.0`, `1.0`, `0.5`. */
function asJava(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function refuse(message: string): never {
  throw new RequestError("INVALID_CONFIG", message);
}
