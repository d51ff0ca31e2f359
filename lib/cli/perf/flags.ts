import { ConfigError, WorkshopError } from "../../core/mod.ts";
import type { Acks } from "../../kafka/mod.ts";
import type { ClusterRun } from "../cluster_action.ts";
import {
  choice,
  duration,
  flag,
  number,
  type Option,
  type OptionValues,
  text,
} from "../options.ts";

/** Records a second; −1 is as many as go. */
function throughput(help: string): Option<number> {
  return {
    help,
    placeholder: "N",
    shownDefault: "-1",
    fallback: -1,
    parse(value, name) {
      const rate = Number(value);
      if (rate === -1 || rate > 0 && Number.isFinite(rate)) return rate;
      throw new ConfigError(`${name} is "${value}": use records a second, or -1 for no limit`);
    },
  };
}

function topicName(help: string): Option<string> {
  const fallback = "perf-test";
  return { help, placeholder: "NAME", shownDefault: fallback, fallback, parse: (value) => value };
}

/** The flags of deno task perf. */
export const PERF_FLAGS = {
  topic: topicName("The topic"),
  "num-records": number("producer: so many records (100000); end-to-end: (1000)", {
    fallback: undefined,
    min: 1,
  }),
  messages: number("consumer: so many records", { fallback: 100_000, min: 1 }),
  "record-size": number("Bytes of a record's value", { fallback: 1000, min: 1, max: 100_000_000 }),
  throughput: throughput("producer: records a second at most; -1 for no limit"),
  "warmup-records": number("producer: tell the steady state after so many too", {
    fallback: 0,
    min: 0,
  }),
  acks: choice(["all", "1", "0"], "Who must have a record", "all"),
  compression: choice(["none", "gzip", "snappy", "lz4", "zstd"], "How batches shrink", "none"),
  "linger-ms": number("producer: how long a batch waits for more", { fallback: 5, min: 0 }),
  "batch-size": number("producer: bytes of a full batch", { fallback: 131_072, min: 1 }),
  "buffer-memory": number("producer: bytes that may wait to be acknowledged", {
    fallback: 33_554_432,
    min: 1,
  }),
  group: text("GROUP", "consumer: this group (default a fresh one)"),
  "from-latest": flag("consumer: what comes from now on, unless the group has committed"),
  "fetch-size": number("consumer: largest answer for one partition, in bytes", {
    fallback: 1_048_576,
    min: 1,
  }),
  timeout: duration("consumer: end when nothing came for so long (default 10s)"),
  "hide-header": flag("consumer: no names of columns"),
  json: flag("Print JSON"),
};

/** The values of those flags. */
export type PerfFlags = OptionValues<typeof PERF_FLAGS>;

/** What an action of the task works with. */
export type PerfRun = ClusterRun<PerfFlags>;

/** The acks of the flags, as the port has them. */
export function acksOf({ acks }: PerfFlags): Acks {
  return acks === "all" ? "all" : acks === "1" ? 1 : 0;
}

/** Makes the topic where it isn't there, and says so; Kafka's tools let the broker do it. */
export async function ensureTopic({ admin, flags }: PerfRun): Promise<void> {
  const [made] = await admin.createTopics([{ name: flags.topic, partitions: 1 }]);
  if (made !== undefined) console.error(`Topic ${made} was made, of one partition`);
}

/** @throws {WorkshopError} code `UNKNOWN_TOPIC_OR_PARTITION` */
export async function demandTopic({ admin, flags }: PerfRun): Promise<void> {
  if ((await admin.listTopics()).includes(flags.topic)) return;
  throw new WorkshopError(
    `There is no topic ${flags.topic}: deno task perf producer fills one, or --topic names another`,
    { code: "UNKNOWN_TOPIC_OR_PARTITION", topic: flags.topic },
  );
}
