import type { Config } from "./config.ts";
import { loadConfig, type LoadConfigOptions } from "./load.ts";

/** A producer's share of the configuration, in the words of its options. */
export interface ProducerConfig {
  /** `host:port`, one or more. */
  readonly bootstrapServers: readonly string[];
  /** Replicas that must have a record before it counts as sent. */
  readonly acks: 0 | 1 | "all";
  /** Codec of record batches. */
  readonly compression: "none" | "gzip" | "snappy" | "lz4" | "zstd";
  /** 0: a record is sent at once. */
  readonly lingerMs: number;
  /** Time between two generated events, in milliseconds. */
  readonly eventIntervalMs: number;
  /** UTF-8. */
  readonly keySerializer: (key: string) => Uint8Array;
  /** UTF-8. */
  readonly valueSerializer: (value: string) => Uint8Array;
}

/** A consumer's share of the configuration, in the words of its options. */
export interface ConsumerConfig {
  /** `host:port`, one or more. */
  readonly bootstrapServers: readonly string[];
  /** The consumer group. */
  readonly groupId: string;
  /** The topics to read. */
  readonly topics: readonly string[];
  /** Where a group begins that has committed nothing. */
  readonly offsetReset: "earliest" | "latest";
  /** Silence after which a member counts as gone, in milliseconds. */
  readonly sessionTimeoutMs: number;
  /** Time between a member's signs of life, in milliseconds. */
  readonly heartbeatIntervalMs: number;
  /** Finished records between two commits. */
  readonly commitEveryMessages: number;
  /** Longest time between two commits, in milliseconds. */
  readonly commitEveryMs: number;
  /** How often and from which delay on a failed record is tried again. */
  readonly retry: { readonly maxRetries: number; readonly baseMs: number };
  /** UTF-8; throws on bytes that are not. */
  readonly valueDeserializer: (value: Uint8Array) => string;
}

/** Hands each side its settings out of one configuration. */
export class KafkaConfigManager {
  /** The whole configuration. */
  readonly config: Config;

  /**
   * Takes a configuration, or loads one.
   *
   * @throws {ConfigError} when a value is not allowed
   */
  constructor(source: LoadConfigOptions | { readonly config: Config } = {}) {
    this.config = "config" in source ? source.config : loadConfig(source);
  }

  /** Settings, UTF-8 serializers and tuning of a producer. */
  getProducerConfig(): ProducerConfig {
    const { bootstrapServers, producerAcks, producerCompression, producerLingerMs } = this.config;
    const encoder = new TextEncoder();
    return {
      bootstrapServers,
      acks: producerAcks,
      compression: producerCompression,
      lingerMs: producerLingerMs,
      eventIntervalMs: this.config.eventIntervalMs,
      keySerializer: (key) => encoder.encode(key),
      valueSerializer: (value) => encoder.encode(value),
    };
  }

  /** Settings, UTF-8 deserializer and group of a consumer. */
  getConsumerConfig(): ConsumerConfig {
    const { config } = this;
    const decoder = new TextDecoder("utf-8", { fatal: true });
    return {
      bootstrapServers: config.bootstrapServers,
      groupId: config.consumerGroupId,
      topics: config.topics,
      offsetReset: config.offsetReset,
      sessionTimeoutMs: config.sessionTimeoutMs,
      heartbeatIntervalMs: config.heartbeatIntervalMs,
      commitEveryMessages: config.commitIntervalMessages,
      commitEveryMs: config.commitIntervalMs,
      retry: { maxRetries: config.maxRetries, baseMs: config.retryBackoffMs },
      valueDeserializer: (value) => decoder.decode(value),
    };
  }
}
