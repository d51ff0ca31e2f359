import type { FetchProgress } from "./jars.ts";
import type { SecureOptions } from "./secure_files.ts";

/** How an Apache Kafka of one's own is started. */
export interface ApacheKafkaOptions {
  /** How many brokers. @default {1} */
  readonly brokers?: 1 | 3;
  /** The folder of its data and logs, absolute. */
  readonly dir: string;
  /** The ports of the brokers, by their ids. @default {free ones} */
  readonly ports?: readonly number[];
  /**
   * The folder of Apache Kafka's jars, absolute; all clusters of a checkout share them.
   *
   * @default {`kafka-data/libs` in the project's root}
   */
  readonly libs?: string;
  /**
   * Whether brokers will be killed at will, their replication held and their logs cleaned: a
   * controller of its own, proxies between the brokers, quick sessions and cleaners.
   *
   * @default {false}
   */
  readonly controlled?: boolean;
  /**
   * TLS, logins and an authorizer that denies what no ACL allows; keys and passwords of an existing
   * folder are kept.
   *
   * @default {everybody may do all, over plain connections}
   */
  readonly secure?: SecureOptions;
  /** Twenty-two characters; an existing folder keeps its own. @default {a random one} */
  readonly clusterId?: string;
  /** Broker settings that add to or replace the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether it lives on when this process ends. @default {false} */
  readonly detached?: boolean;
  /** The largest heap of each broker, in megabytes. @default {1024} */
  readonly heapMb?: number;
  /** How long the first answer may take, in milliseconds. @default {180000} */
  readonly timeoutMs?: number;
  /** Told while the jars are fetched. */
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Told when the jars are there and the brokers are started. */
  readonly onStarting?: () => void;
  /** Ends the start. */
  readonly signal?: AbortSignal;
}
