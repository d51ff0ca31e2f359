/**
 * The systems that the workshop runs, each a composition of the library's parts.
 *
 * @module
 */
export { createLetterProducer, deadLetterSink } from "./dead_letters.ts";
export * from "./file_events/mod.ts";
export * from "./platform/mod.ts";
export * from "./orders/mod.ts";
export * from "./pubsub/mod.ts";
export * from "./random_events/mod.ts";
export { openConfiguredStore, type StoreNeed, type StoreSettings } from "./configured_store.ts";
export type { ConsumingSettings, ConsumingStatistics, RunningConsuming } from "./consuming.ts";
export type { HealthChecks } from "./health_log.ts";
export type { ProducerStatistics, TopicTally } from "./producer_tally.ts";
export type { ProducingSettings } from "./producing.ts";
export type { RotatingFileOptions } from "./rotating_file.ts";
export type { RunningRole } from "./running_role.ts";
export { settingsPath, withoutContainerAddress } from "./settings_file.ts";
export { type SentMark, sentMarkOf } from "./sent_mark.ts";
export type { OutgoingRecord } from "./source_item.ts";
export type {
  Breakdown,
  ProduceContext,
  RoleContext,
  System,
  SystemConsumer,
  SystemProducer,
  SystemRole,
} from "./system.ts";
export type { SystemSettings } from "./system_settings.ts";
export { consumerNamed, producerNamed, systemNamed, SYSTEMS } from "./systems.ts";
export { ensureTopics, type TopicChoice, type TopicMaker, type TopicToMake } from "./topics.ts";
