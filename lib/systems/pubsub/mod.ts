/**
 * The pub/sub system: data items produced in batches with retries, stored once each.
 *
 * @module
 */
export {
  type DataConsumerSettings,
  type DataFindings,
  type RunningDataConsumer,
  startDataConsumer,
} from "./consumer.ts";
export {
  DataConsumer,
  type DataConsumerParts,
  type DataConsumerStatistics,
} from "./data_consumer.ts";
export { DataProducer, type DataProducerParts, type DataProducerRun } from "./data_producer.ts";
export { DATA_GROUP, DATA_TOPIC } from "./defaults.ts";
export { type DataProducerSettings, startDataProducer } from "./producer.ts";
export type { SendRetry } from "./retrying_sender.ts";
