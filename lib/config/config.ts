import type { LogLevel } from "../core/mod.ts";
import type { Secret } from "./secret.ts";

/** Every setting with its value: what the whole program is told, once, at its start. */
export interface Settings {
  /** Brokers to begin with, `host:port`. */
  readonly bootstrapServers: readonly string[];
  /** The name by which brokers know this program. */
  readonly clientId: string;
  /** Whether connections use TLS and a login. */
  readonly securityProtocol: "PLAINTEXT" | "SSL" | "SASL_PLAINTEXT" | "SASL_SSL";
  /** How the login is proved; `undefined` without a login. */
  readonly saslMechanism: "plain" | "scram-sha-256" | "scram-sha-512" | undefined;
  /** `undefined` without a login. */
  readonly saslUsername: string | undefined;
  /** `undefined` without a login. */
  readonly saslPassword: Secret | undefined;
  /** Path of a PEM file. */
  readonly sslCaFile: string | undefined;
  /** Path of a PEM file. */
  readonly sslCertFile: string | undefined;
  /** Path of a PEM file. */
  readonly sslKeyFile: string | undefined;
  /** The group of the role that is started. */
  readonly consumerGroupId: string;
  /** Topics of a role that reads several. */
  readonly topics: readonly string[];
  /** The topic of a role that has one. */
  readonly topic: string;
  /** Where a group begins that has committed nothing. */
  readonly offsetReset: "earliest" | "latest";
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
  /** Delay before the first retry, in milliseconds; each further one doubles it. */
  readonly retryBackoffMs: number;
  /** Finished records between two commits. */
  readonly commitIntervalMessages: number;
  /** Longest time between two commits, in milliseconds. */
  readonly commitIntervalMs: number;
  /** Longest time for finishing work in progress at the end, in milliseconds. */
  readonly shutdownTimeoutMs: number;
  /** Replicas that must have a record before it counts as sent. */
  readonly producerAcks: 0 | 1 | "all";
  /** Codec of record batches. */
  readonly producerCompression: "none" | "gzip" | "snappy" | "lz4" | "zstd";
  /** How long a record waits for others to share its batch, in milliseconds. */
  readonly producerLingerMs: number;
  /** Time between two generated events, in milliseconds. */
  readonly eventIntervalMs: number;
  /** Time between two generated messages on average, where they are sent in batches, in milliseconds. */
  readonly producerIntervalMs: number;
  /** Generated messages that are sent together. */
  readonly producerBatchSize: number;
  /** Tries of a message after the first one. */
  readonly producerMaxRetries: number;
  /** Delay before a message's first retry, in milliseconds; each further one doubles it. */
  readonly producerRetryDelayMs: number;
  /** How long a message is tried in all before it is given up, in milliseconds. */
  readonly producerDeliveryTimeoutMs: number;
  /** Path of the file of messages that were given up, a JSON line each. */
  readonly failedMessagesPath: string;
  /** Time between two readings of the lag, in milliseconds. */
  readonly lagMonitorIntervalMs: number;
  /** Time between two looks at a consumer's health, in milliseconds. */
  readonly healthLogIntervalMs: number;
  /** Whether metrics are served at all. */
  readonly metricsEnabled: boolean;
  /** `undefined` when this role serves metrics only on demand; 0 takes a free port. */
  readonly metricsPort: number | undefined;
  /** The address on which metrics are served. */
  readonly metricsHost: "127.0.0.1" | "0.0.0.0";
  /** 0 takes a free port. */
  readonly dashboardPort: number;
  /** What Alertmanager proves itself by to the dashboard; `undefined` takes no alerts. */
  readonly alertWebhookToken: Secret | undefined;
  /** The name with a port under which Alertmanager knows the dashboard, beside loopback's. */
  readonly alertWebhookHost: string | undefined;
  /** Least urgent log lines to be written. */
  readonly logLevel: LogLevel;
  /** How lines on the standard error look; `auto` is text on a terminal and JSON elsewhere. */
  readonly logFormat: "auto" | "json" | "text";
  /** Folder of producer.log, consumer.log and application.log. */
  readonly logDir: string;
  /** Schema registries, of which the next is asked when one is away. */
  readonly schemaRegistryUrl: readonly string[];
  /** `user:password`; `undefined` without a login. */
  readonly schemaRegistryBasicAuth: Secret | undefined;
  /** Path of the SQLite file, or `:memory:`. */
  readonly storePath: string;
  /** Where events are kept in place of SQLite; `undefined` keeps them in the file. */
  readonly mongodbUri: Secret | undefined;
  /** `undefined` takes the database that the connection string names. */
  readonly mongodbDatabase: string | undefined;
}

/** The name of one setting. */
export type SettingName = keyof Settings;

/** Where a setting's value came from. */
export type Origin = "default" | "role" | "file" | "environment";

/** All settings, validated and frozen, and where each one came from. */
export interface Config extends Settings {
  /** A port that is not of origin `default` or `role` was asked for: if it is taken, say so. */
  readonly origins: Readonly<Record<SettingName, Origin>>;
}
