/**
 * Sends records in batches and tells, for each of them, where it lies or why it doesn't.
 *
 * @module
 */
export {
  type Delivery,
  DeliveryError,
  type DeliveryReport,
  type HeadersInput,
  type Outcome,
  type ProducerRecord,
} from "./delivery.ts";
export type { ProducerOptions, ReconcileUncertain } from "./options.ts";
export type { KeylessStrategy, PartitionFunction } from "./partitioners.ts";
export { createProducer, Producer } from "./producer.ts";
export {
  reconcile,
  type ReconcileOptions,
  type UncertainRecord,
  type Verdict,
} from "./reconcile.ts";
export { createTransactionalProducer, TransactionalProducer } from "./transactional.ts";
export { type ConfiguredKafka, connectConfigured, ProducerFencedError } from "../kafka/mod.ts";
export type { ProducerTransaction } from "./transactional_open.ts";
export type { TransactionalProducerOptions } from "./transactional_options.ts";
export { TransactionError, type TransactionOutcome } from "./transactional_outcome.ts";
