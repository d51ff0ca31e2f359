import { type Clock, freshSeed, type Logger, seededRandom } from "../core/mod.ts";
import type { ConsumerMeter } from "./consumer_meter.ts";
import { DeadLetterRouter } from "./dead_letter_router.ts";
import { type ConsumerOptions, DEFAULT_RETRY } from "./options.ts";
import { RecordProcessor } from "./record_processor.ts";
import { RetryRouter } from "./retry_router.ts";
import type { RetryTopics } from "./retry_topics.ts";

/** What a processor shares with the consumer that it works for. */
export interface ProcessorParts {
  readonly meter: ConsumerMeter;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Where records wait to be tried again; without it they are tried again in place. */
  readonly retryTopics: RetryTopics | undefined;
}

/** Puts together what brings the records of a consumer to their ends. */
export function createProcessor(
  options: Pick<
    ConsumerOptions,
    "groupId" | "handler" | "retry" | "retryTopics" | "deadLetters" | "random"
  >,
  { retryTopics, ...parts }: ProcessorParts,
): RecordProcessor {
  const { groupId, handler, deadLetters, random = seededRandom(freshSeed()) } = options;
  const retry = { ...DEFAULT_RETRY, ...options.retry };
  const shared = { ...parts, groupId, random, retry };
  return new RecordProcessor({
    ...shared,
    handler,
    deadLetters: new DeadLetterRouter({ ...shared, sink: deadLetters }),
    retries: retryTopics === undefined || options.retryTopics === undefined
      ? undefined
      : new RetryRouter({ ...shared, sink: options.retryTopics.sink, topics: retryTopics }),
  });
}
