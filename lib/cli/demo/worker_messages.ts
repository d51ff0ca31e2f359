import type { LogLevel } from "../../core/mod.ts";
import type { KafkaConnection } from "../../kafka/mod.ts";
import type { LogEntry } from "../../monitoring/mod.ts";
import type { ConsumingStatistics, SystemSettings } from "../../systems/mod.ts";
import type { Measurement } from "./meter_relay.ts";

/** What a consumer's Worker needs to begin. */
export interface ConsumerOrder {
  /** Its client id: `random_events.processor-1`. */
  readonly name: string;
  readonly connection: KafkaConnection;
  /** What the scenario calls the consumer. */
  readonly consumer: string;
  readonly system: string;
  /** The consumer's name in its system. */
  readonly role: string;
  readonly settings: SystemSettings;
  /** What stands behind the names of topics and groups in this run. */
  readonly suffix: string;
  readonly seed: string;
  /** Share of documents whose first attempt the store refuses. */
  readonly flakyShare: number;
  readonly logLevel: LogLevel;
}

/** What the Worker is told. */
export type WorkerOrder =
  | { readonly kind: "start"; readonly order: ConsumerOrder }
  | { readonly kind: "stop" };

/** What the Worker says of its consumer since it last did. */
export interface WorkerNews {
  readonly statistics: ConsumingStatistics | undefined;
  readonly measurements: readonly Measurement[];
  readonly entries: readonly LogEntry[];
}

/** What the Worker tells. */
export type WorkerReport =
  | ({ readonly kind: "news" } & WorkerNews)
  | { readonly kind: "ready" }
  | { readonly kind: "stopped" }
  | { readonly kind: "crashed"; readonly message: string };
