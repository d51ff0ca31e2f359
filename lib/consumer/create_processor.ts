import { type Clock, freshSeed, type Logger, seededRandom } from "../core/mod.ts";
import type { ConsumerMeter } from "./consumer_meter.ts";
import { DeadLetterRouter } from "./dead_letter_router.ts";
import { policyByError } from "./failure_policy.ts";
import { watched } from "./handler_calls.ts";
import { OnceProcessor } from "./once_processor.ts";
import type { ConsumerOptions } from "./options.ts";
import { DEFAULT_RETRY } from "./retry_policy.ts";
import type { ProcessSpans } from "./process_spans.ts";
import { type Processor, RecordProcessor } from "./record_processor.ts";
import { RetryRouter } from "./retry_router.ts";
import type { RetryTopics } from "./retry_topics.ts";

/** What a processor shares with the consumer that it works for. */
export interface ProcessorParts {
  readonly meter: ConsumerMeter;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Where records wait to be tried again; without it they are tried again in place. */
  readonly retryTopics: RetryTopics | undefined;
  /** Traces what is done with each record. */
  readonly spans?: ProcessSpans | undefined;
}

/** Puts together what brings the records of a consumer to their ends. */
export function createProcessor(
  options: Pick<
    ConsumerOptions,
    | "groupId"
    | "handler"
    | "delivery"
    | "retry"
    | "retryTopics"
    | "onFailure"
    | "outageBackoff"
    | "deadLetters"
    | "random"
  >,
  { spans, ...parts }: ProcessorParts,
): Processor {
  if (spans === undefined) return untraced(options, parts);
  return spans.processor(
    untraced({ ...options, handler: spans.handler(options.handler) }, parts),
  );
}

function untraced(
  options: Parameters<typeof createProcessor>[0],
  { retryTopics, ...parts }: ProcessorParts,
): Processor {
  const { groupId, delivery, random = seededRandom(freshSeed()) } = options;
  const handler = watched(options.handler);
  const retry = { ...DEFAULT_RETRY, ...options.retry };
  const shared = { ...parts, groupId, random };
  const deadLetters = new DeadLetterRouter({ ...shared, sink: options.deadLetters });
  if (delivery === "at-most-once") {
    const given = options.deadLetters === undefined ? undefined : deadLetters;
    return new OnceProcessor({ ...parts, handler, deadLetters: given });
  }
  const retries = retryTopics === undefined || options.retryTopics === undefined
    ? undefined
    : new RetryRouter({ ...shared, sink: options.retryTopics.sink, topics: retryTopics });
  return new RecordProcessor({
    ...shared,
    handler,
    deadLetters,
    retries,
    policy: options.onFailure ?? policyByError({ retry, random, inTopics: retries !== undefined }),
    outageBackoff: options.outageBackoff,
  });
}
