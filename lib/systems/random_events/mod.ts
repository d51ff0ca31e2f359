/**
 * Random Indonesian events: produced, validated, scored, stored.
 *
 * @module
 */
export * from "./consumer.ts";
export { mergeRandomEventsStatistics, type RandomEventsStatistics } from "./consumer_statistics.ts";
export {
  type EventStoreOptions,
  type EventStoreSettings,
  openConfiguredEventStore,
  openEventStore,
} from "./event_store.ts";
export { KafkaEventConsumer } from "./kafka_event_consumer.ts";
export { KafkaEventProducer } from "./kafka_event_producer.ts";
export { RANDOM_EVENTS_TOPIC, startRandomEventsProducer } from "./producer.ts";
export type { RandomEventsProducerOptions } from "./producer_options.ts";
export type { ProducerStatistics } from "./producer_tally.ts";
export { type SentMark, sentMarkOf } from "./sent_mark.ts";
