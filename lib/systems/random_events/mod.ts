/**
 * Random Indonesian events: produced, validated, scored, stored.
 *
 * @module
 */
export * from "./consumer.ts";
export { mergeRandomEventsStatistics, type RandomEventsStatistics } from "./consumer_statistics.ts";
export { type EventStoreOptions, openEventStore } from "./event_store.ts";
export { KafkaEventConsumer } from "./kafka_event_consumer.ts";
export { KafkaEventProducer } from "./kafka_event_producer.ts";
export {
  RANDOM_EVENTS_TOPIC,
  type RandomEventsProducerOptions,
  startRandomEventsProducer,
} from "./producer.ts";
