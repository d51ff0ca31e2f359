import type { ConsumedRecord } from "../kafka/mod.ts";
import type { FailureStory } from "./dead_letter.ts";
import { failureFields, placeFields } from "./log_fields.ts";
import type { ProcessingPlace } from "./processing_place.ts";
import type { RecordSink } from "./record_sink.ts";
import { retryRecordOf } from "./retry_record.ts";
import { retryTopicName, type RetryTopics } from "./retry_topics.ts";
import { SteadyPublisher, type SteadyPublisherOptions } from "./steady_publisher.ts";

/** What routing is done with. */
export interface RetryRouterOptions extends Omit<SteadyPublisherOptions, "reason"> {
  readonly sink: RecordSink;
  readonly topics: RetryTopics;
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

  /**
   * Publishes the record into the retry topic of its number of attempts, once that has taken it.
   *
   * @returns false when there is no such topic, or it never takes the record because of its size:
   *   then it is tried again in place
   */
  async route(
    original: ConsumedRecord,
    place: ProcessingPlace,
    story: FailureStory & { readonly afterMs: number },
  ): Promise<boolean> {
    const { clock, groupId, topics, logger, meter } = this.#options;
    const { attempts, afterMs } = story;
    const delayMs = Math.round(afterMs);
    const topic = retryTopicName(original.topic, attempts);
    const partitions = topics.partitions.get(topic);
    if (partitions === undefined) return false;
    const notBeforeMs = clock.now() + delayMs;
    const record = retryRecordOf(original, { ...story, groupId, notBeforeMs, delayMs });
    const partition = original.partition % partitions;
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
