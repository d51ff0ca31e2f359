/**
 * Runs a member of a consumer group: order per partition, retries, dead letters, commits of what is
 * finished, back-pressure, an orderly end.
 *
 * @module
 */
export { deadLetterOf, type FailureStory } from "./dead_letter.ts";
export {
  type ConsumerOptions,
  DEAD_LETTER_TOPIC,
  type DeadLetterSink,
  DEFAULT_RETRY,
  type HandlerContext,
  type RecordHandler,
  type RetryPolicy,
} from "./options.ts";
export { runConsumer, type RunningConsumer } from "./run_consumer.ts";
export type { ConsumerStatistics } from "./statistics.ts";
