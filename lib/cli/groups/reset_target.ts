import type { ResetTarget } from "../../consumer/mod.ts";
import { ConfigError } from "../../core/mod.ts";
import type { TopicPartition } from "../../kafka/mod.ts";
import type { GroupsFlags } from "./flags.ts";

/** Which partitions are moved. */
export interface ResetScope {
  readonly topics: readonly string[];
  /** Only these of them. */
  readonly partitions?: readonly TopicPartition[];
}

/** The scope as flags name it: `orders`, `orders:0,2`. @throws {ConfigError} for other texts */
export function scopeOf(texts: readonly string[]): ResetScope {
  const parsed = texts.map((text) => {
    const [, topic, list] = /^([^:]+?)(?::(\d+(?:,\d+)*))?$/.exec(text) ?? [];
    if (topic !== undefined) return { topic, numbers: list?.split(",").map(Number) };
    throw new ConfigError(`--topic is "${text}": use TOPIC, or TOPIC:0,2 for some partitions`);
  });
  const topics = [...new Set(parsed.map(({ topic }) => topic))];
  const some = parsed.filter(({ numbers }) => numbers !== undefined);
  if (some.length === 0) return { topics };
  const mixed = parsed.find((one) => one.numbers === undefined);
  if (mixed !== undefined) {
    throw new ConfigError(`Name partitions of ${mixed.topic} too, or of no topic`);
  }
  return {
    topics,
    partitions: some.flatMap(({ topic, numbers }) =>
      numbers!.map((partition) => ({ topic, partition }))
    ),
  };
}

const WAYS = [
  "to-earliest",
  "to-latest",
  "to-offset",
  "shift-by",
  "to-datetime",
  "by-duration",
] as const;

/** Where to, as exactly one flag says. */
export function targetOf(flags: GroupsFlags, nowMs: number): ResetTarget {
  const given = WAYS.filter((way) => flags[way] !== undefined && flags[way] !== false);
  if (given.length !== 1) {
    throw new ConfigError(`Say where to with one of ${WAYS.map((way) => `--${way}`).join(", ")}`);
  }
  const { "to-offset": offset, "shift-by": shift } = flags;
  if (flags["to-earliest"]) return "earliest";
  if (flags["to-latest"]) return "latest";
  if (flags["to-datetime"] !== undefined) return at(timeOf(flags["to-datetime"]));
  if (flags["by-duration"] !== undefined) return at(nowMs - spanMs(flags["by-duration"]));
  return offset === undefined ? { shiftBy: BigInt(shift!) } : { offset: BigInt(offset) };
}

/** Before 1970 there are no times: what Kafka reads there are marks. */
function at(timestampMs: number): ResetTarget {
  return { timestampMs: Math.max(0, timestampMs) };
}

/** A time in UTC unless it names its zone, as Apache Kafka's tool reads it. */
export function timeOf(text: string): number {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(hasZone ? text : `${text}Z`) : NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new ConfigError(`--to-datetime is "${text}": use a time such as 2026-01-31T12:00:00.000`);
}

/** An ISO 8601 span of days, hours, minutes and seconds, in milliseconds. */
export function spanMs(text: string): number {
  const form = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
  const [found, days = 0, hours = 0, minutes = 0, seconds = 0] = form.exec(text) ?? [];
  if (found !== undefined && /\d/.test(found)) {
    const wholeMinutes = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
    return wholeMinutes * 60_000 + Number(seconds) * 1000;
  }
  throw new ConfigError(`--by-duration is "${text}": use a span such as PT90M or P2DT3H`);
}
