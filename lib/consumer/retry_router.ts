import { backoffDelayMs } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import type { FailureStory } from "./dead_letter.ts";
import { failureFields, placeFields } from "./log_fields.ts";
import type { RetryPolicy } from "./options.ts";
import type { ProcessingPlace } from "./record_processor.ts";
import type { RecordSink } from "./record_sink.ts";
import { retryRecordOf } from "./retry_record.ts";
import { retryTopicName, type RetryTopics } from "./retry_topics.ts";
import { SteadyPublisher, type SteadyPublisherOptions } from "./steady_publisher.ts";

/** What routing is done with. */
export interface RetryRouterOptions extends Omit<SteadyPublisherOptions, "reason"> {
  readonly sink: RecordSink;
  readonly topics: RetryTopics;
  readonly retry: RetryPolicy;
  readonly groupId: string;
}

/** Moves records that are tried again later to their retry topics, so that others can go on. */
export class RetryRouter {
  readonly #options: RetryRouterOptions;
  readonly #publisher: SteadyPublisher;

  constructor(options: RetryRouterOptions) {
    this.#options = options;
    this.#publisher = new SteadyPublisher({ ...options, reason: "retry_topics" });
  }

  /** Whether records of the topic wait there to be tried again. */
  owns(topic: string): boolean {
    return this.#options.topics.names.has(topic);
  }

  /** How long a record that waits has to wait on, in milliseconds, whatever the clock says. */
  waitMs(notBeforeMs: number, attempts: number): number {
    const { clock, retry } = this.#options;
    const { jitter = 0.2, maxMs = 60_000 } = retry;
    const longestMs = Math.min(maxMs, backoffDelayMs(attempts, retry) * (1 + jitter));
    return Math.max(0, Math.min(notBeforeMs - clock.now(), longestMs));
  }

  /**
   * Publishes the record into the retry topic of its number of attempts, once that has taken it.
   *
   * @returns false when the topic never takes it, because of its size: then it is tried in place
   */
  async route(
    original: ConsumedRecord,
    place: ProcessingPlace,
    story: FailureStory,
  ): Promise<boolean> {
    const { clock, retry, random, groupId, topics, logger, meter } = this.#options;
    const { attempts } = story;
    const topic = retryTopicName(original.topic, attempts);
    const delayMs = backoffDelayMs(attempts, retry, random);
    const notBeforeMs = clock.now() + delayMs;
    const record = retryRecordOf(original, { ...story, groupId, notBeforeMs });
    const partition = original.partition % (topics.partitions.get(topic) ?? 1);
    const fields = { ...placeFields(original), attempts, delayMs, ...failureFields(story.error) };
    const outcome = await this.#publisher.publish({
      topic,
      record: { ...record, partition },
      source: original,
      place,
      canShrink: true,
    });
    if (outcome === "too large") {
      logger.log("WARN", `A record is too large for ${topic}: it is tried again in place`, fields);
      return false;
    }
    meter.retried(original.topic);
    logger.log("WARN", `A record waits in ${topic} to be tried again`, fields);
    return true;
  }
}
