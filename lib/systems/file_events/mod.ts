/**
 * Enveloped events of files and users: produced, validated in three stages, handled by type, stored.
 *
 * @module
 */
export { Catalog, type CatalogEntry } from "./catalog.ts";
export * from "./consumer.ts";
export type { FileEventCounts, FileEventsStatistics } from "./consumer_statistics.ts";
export {
  type Change,
  FILE_EVENT_HANDLERS,
  type FileEventContext,
  type FileEventHandler,
  type FileEventHandlers,
} from "./handlers.ts";
export { type FileEventsProducerOptions, startFileEventsProducer } from "./producer.ts";
export { FILE_EVENTS_TOPICS } from "./topics.ts";
