/**
 * Runs a member of a consumer group: order per partition, retries, dead letters, commits of what is
 * finished, back-pressure, an orderly end.
 *
 * @module
 */
export type { ConsumedRecord, Kafka, TopicPartition } from "../kafka/mod.ts";
export { runBatches, type RunningBatches } from "./batches.ts";
export type {
  BatchContext,
  BatchesOptions,
  BatchStatistics,
  ConsumedBatch,
  PrepareContext,
  PrepareReason,
} from "./batches_options.ts";
export * from "./dead_letters/mod.ts";
export {
  DEAD_LETTER_TOPIC,
  deadLetterOf,
  type FailureStory,
  type OmittedPart,
} from "./dead_letter.ts";
export type { FailedTry, FailureDecision, FailurePolicy } from "./failure_policy.ts";
export {
  type DualStrategyOptions,
  type DualStrategyResult,
  receiveByTwoStrategies,
  type Strategy,
} from "./dual_strategy.ts";
export { HandlerTimeoutError } from "./errors.ts";
export type { HandlerContext } from "./handler_context.ts";
export type { ConsumerOptions, Delivery, WorkOptions } from "./options.ts";
export type { AssignedContext, RebalanceListener, RevokedContext } from "./rebalance_listener.ts";
export { originIdOf } from "./origin_id.ts";
export { type DeadLetter, type DeadLetterReason, readDeadLetter } from "./read_dead_letter.ts";
export type { ManyHandler, RecordHandler } from "./record_handler.ts";
export { type ContentJson, contentJson, type RecordJson, recordJson } from "./record_json.ts";
export type { DeadLetterSink, RecordSink, SinkRecord } from "./record_sink.ts";
export { readRetryRecord, type RetryRecord } from "./retry_record.ts";
export { DEFAULT_RETRY, type RetryPolicy } from "./retry_policy.ts";
export { retryTopicName, type RetryTopicsOptions } from "./retry_topics.ts";
export {
  type MovedOffset,
  resetOffsets,
  type ResetOptions,
  type ResetTarget,
} from "./reset_offsets.ts";
export { type AssignedConsumerOptions, runAssigned } from "./run_assigned.ts";
export { runConsumer } from "./run_consumer.ts";
export type { MembershipView, RunningConsumer } from "./running_consumer.ts";
export type { ConsumerStatistics } from "./statistics.ts";
export type { RecordOrigin } from "./told_headers.ts";
