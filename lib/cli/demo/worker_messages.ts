import type { KafkaConnection } from "../../kafka/mod.ts";
import type { LogEntry } from "../../monitoring/mod.ts";
import type { RandomEventsConsumerOptions, RandomEventsStatistics } from "../../systems/mod.ts";
import type { Measurement } from "./meter_relay.ts";
import type { LogLevel } from "../../core/mod.ts";

/** What a consumer's Worker needs to begin. */
export interface ConsumerOrder {
  /** Its client id: `consumer-1`. */
  readonly name: string;
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly deadLetterTopic: string;
  readonly groupId: string;
  readonly storePath: string;
  readonly seed: string;
  /** Share of documents whose first attempt the store refuses. */
  readonly flakyShare: number;
  /** Retries, commits, the session, the time for the end. */
  readonly consuming: NonNullable<RandomEventsConsumerOptions["consuming"]>;
  readonly logLevel: LogLevel;
}

/** What the Worker is told. */
export type WorkerOrder =
  | { readonly kind: "start"; readonly order: ConsumerOrder }
  | { readonly kind: "stop" };

/** What the Worker says of its consumer since it last did. */
export interface WorkerNews {
  readonly statistics: RandomEventsStatistics | undefined;
  readonly measurements: readonly Measurement[];
  readonly entries: readonly LogEntry[];
}

/** What the Worker tells. */
export type WorkerReport =
  | ({ readonly kind: "news" } & WorkerNews)
  | { readonly kind: "ready" }
  | { readonly kind: "stopped" }
  | { readonly kind: "crashed"; readonly message: string };
