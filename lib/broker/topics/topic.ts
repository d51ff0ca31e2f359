import type { CompressionCodec } from "../../protocol/mod.ts";
import type { LogConfig } from "../log/log_config.ts";
import type { Partition } from "./partition.ts";
import { readBack } from "./topic_config_checks.ts";
import { listItems, topicConfig, type TopicConfigDefinition } from "./topic_configs.ts";

/** Topics that Kafka keeps for itself. */
export const INTERNAL_TOPICS = {
  offsets: "__consumer_offsets",
  transactions: "__transaction_state",
} as const;

/** What was set for brokers while they run, where a topic has no setting of its own. */
export type BrokerDefault = (definition: TopicConfigDefinition) => string | undefined;

/** A topic: its partitions, and the settings that differ from the defaults. */
export class Topic {
  readonly name: string;
  /** UUID in the form Kafka prints. */
  readonly id: string;
  readonly partitions: Partition[] = [];
  /** Settings made for this topic. */
  readonly configs: Map<string, string>;
  readonly #brokerDefault: BrokerDefault;

  constructor(options: {
    name: string;
    id: string;
    configs: Iterable<[string, string]>;
    brokerDefault?: BrokerDefault;
  }) {
    this.name = options.name;
    this.id = options.id;
    this.configs = new Map(options.configs);
    this.#brokerDefault = options.brokerDefault ?? (() => undefined);
  }

  get isInternal(): boolean {
    return Object.values<string>(INTERNAL_TOPICS).includes(this.name);
  }

  /** The value in force of a setting that topics have. */
  config(name: string): string {
    const definition = topicConfig(name)!;
    const set = this.configs.get(name) ?? this.#brokerDefault(definition);
    return set === undefined ? definition.default : readBack(definition, set);
  }

  /** What the logs go by. */
  get logConfig(): LogConfig {
    const number = (name: string) => Number(this.config(name));
    const policies = listItems(this.config("cleanup.policy"));
    const compacts = policies.includes("compact");
    const segmentMs = number("segment.ms");
    const maxCompactionLagMs = number("max.compaction.lag.ms");
    return {
      maxMessageBytes: number("max.message.bytes"),
      logAppendTime: this.config("message.timestamp.type") === "LogAppendTime",
      timestampBeforeMaxMs: number("message.timestamp.before.max.ms"),
      timestampAfterMaxMs: number("message.timestamp.after.max.ms"),
      segmentBytes: Number(this.configs.get("internal.segment.bytes") ?? number("segment.bytes")),
      segmentMs: compacts ? Math.min(segmentMs, maxCompactionLagMs) : segmentMs,
      compacts,
      deletes: policies.includes("delete"),
      retentionMs: number("retention.ms"),
      retentionBytes: number("retention.bytes"),
      minCleanableRatio: number("min.cleanable.dirty.ratio"),
      minCompactionLagMs: number("min.compaction.lag.ms"),
      maxCompactionLagMs,
      deleteRetentionMs: number("delete.retention.ms"),
      ...compression(this.config("compression.type"), number),
    };
  }
}

function compression(
  type: string,
  number: (name: string) => number,
): Pick<LogConfig, "codec" | "compressionLevel"> {
  if (type === "producer") return { codec: undefined, compressionLevel: undefined };
  const codec = type === "uncompressed" ? "none" : type as CompressionCodec;
  const hasLevels = ["gzip", "lz4", "zstd"].includes(codec);
  return { codec, compressionLevel: hasLevels ? number(`compression.${codec}.level`) : undefined };
}
