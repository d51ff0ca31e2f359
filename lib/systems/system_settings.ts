import type { ConsumerOptions } from "../consumer/mod.ts";
import type { ProducerOptions } from "../producer/mod.ts";
import type { RegistryClientOptions } from "../schemas/mod.ts";

/** The settings that systems read; a loaded configuration has them all. */
export interface SystemSettings {
  /** The topic of a role that has one. */
  readonly topic: string;
  /** The topics of a role that has several. */
  readonly topics: readonly string[];
  /** The group of the role. */
  readonly consumerGroupId: string;
  /** Where a group begins that has committed nothing. */
  readonly offsetReset: NonNullable<ConsumerOptions["offsetReset"]>;
  /** Silence after which a member counts as gone, in milliseconds. */
  readonly sessionTimeoutMs: number;
  /** Time between a member's signs of life, in milliseconds. */
  readonly heartbeatIntervalMs: number;
  /** Most records that a handler is given at once. */
  readonly maxBatchSize: number;
  /** Longest wait of a fetch that finds nothing, in milliseconds. */
  readonly pollTimeoutMs: number;
  /** Tries after the first one. */
  readonly maxRetries: number;
  /** Delay before the first retry, in milliseconds. */
  readonly retryBackoffMs: number;
  /** Finished records between two commits. */
  readonly commitIntervalMessages: number;
  /** Longest time between two commits, in milliseconds. */
  readonly commitIntervalMs: number;
  /** Time between two looks at a consumer's health, in milliseconds. */
  readonly healthLogIntervalMs: number;
  /** Longest time for finishing work in progress at the end, in milliseconds. */
  readonly shutdownTimeoutMs: number;
  /** Replicas that must have a record before it counts as sent. */
  readonly producerAcks: NonNullable<ProducerOptions["acks"]>;
  /** Codec of record batches. */
  readonly producerCompression: NonNullable<ProducerOptions["compression"]>;
  /** How long a record waits for others to share its batch, in milliseconds. */
  readonly producerLingerMs: number;
  /** Time between two generated events, in milliseconds. */
  readonly eventIntervalMs: number;
  /** Time between two messages on average, where they are sent in batches, in milliseconds. */
  readonly producerIntervalMs: number;
  /** Messages that are sent together. */
  readonly producerBatchSize: number;
  /** Tries of a message after the first one, where each is counted. */
  readonly producerMaxRetries: number;
  /** Delay before a message's first retry, in milliseconds. */
  readonly producerRetryDelayMs: number;
  /** How long a message is tried in all, in milliseconds. */
  readonly producerDeliveryTimeoutMs: number;
  /** File of the messages that were given up. */
  readonly failedMessagesPath: string;
  /** Folder of log files; collected logs stand in `collected` in it. */
  readonly logDir: string;
  /** Addresses of the schema registry; of several, the next is asked when one is away. */
  readonly schemaRegistryUrl: readonly string[];
  /** Login there, `user:password`. @default {none} */
  readonly schemaRegistryBasicAuth?: RegistryClientOptions["basicAuth"] | undefined;
  /** Path of the SQLite file, or `:memory:`. */
  readonly storePath: string;
  /** Connection string of the MongoDB that keeps documents instead of SQLite. @default {none} */
  readonly mongodbUri?: { reveal(): string } | undefined;
  /** Its database. @default {the one in the connection string, else "workshop"} */
  readonly mongodbDatabase?: string | undefined;
}
