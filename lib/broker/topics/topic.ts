import type { LogConfig } from "../log/log_config.ts";
import type { Partition } from "./partition.ts";
import { listItems, topicConfig } from "./topic_configs.ts";

/** Topics that Kafka keeps for itself. */
export const INTERNAL_TOPICS = {
  offsets: "__consumer_offsets",
  transactions: "__transaction_state",
} as const;

/** A topic: its partitions, and the settings that differ from the defaults. */
export class Topic {
  readonly name: string;
  /** UUID in the form Kafka prints. */
  readonly id: string;
  readonly partitions: Partition[] = [];
  /** Settings made for this topic. */
  readonly configs: Map<string, string>;

  constructor(options: { name: string; id: string; configs: Iterable<[string, string]> }) {
    this.name = options.name;
    this.id = options.id;
    this.configs = new Map(options.configs);
  }

  get isInternal(): boolean {
    return Object.values<string>(INTERNAL_TOPICS).includes(this.name);
  }

  /** The value in force of a setting that topics have. */
  config(name: string): string {
    return this.configs.get(name) ?? topicConfig(name)!.default;
  }

  /** What the logs go by. */
  get logConfig(): LogConfig {
    return {
      maxMessageBytes: Number(this.config("max.message.bytes")),
      logAppendTime: this.config("message.timestamp.type") === "LogAppendTime",
      timestampBeforeMaxMs: Number(this.config("message.timestamp.before.max.ms")),
      timestampAfterMaxMs: Number(this.config("message.timestamp.after.max.ms")),
      segmentBytes: Number(this.config("segment.bytes")),
      segmentMs: Number(this.config("segment.ms")),
      keyRequired: listItems(this.config("cleanup.policy")).includes("compact"),
    };
  }
}
