import type { ConsumedRecord } from "../kafka/mod.ts";
import {
  DEAD_LETTER_TOPIC,
  deadLetterOf,
  type FailureStory,
  type OmittedPart,
} from "./dead_letter.ts";
import { failureFields, placeFields } from "./log_fields.ts";
import type { ProcessingPlace } from "./processing_place.ts";
import type { RecordSink } from "./record_sink.ts";
import { SteadyPublisher, type SteadyPublisherOptions } from "./steady_publisher.ts";

/** What a letter goes without, one after the other, until its topic takes it. */
const REDUCTIONS: readonly (readonly OmittedPart[])[] = [
  [],
  ["value"],
  ["value", "key", "headers"],
];

/** What routing is done with. */
export interface DeadLetterRouterOptions extends Omit<SteadyPublisherOptions, "sink" | "reason"> {
  /** Publishes the letters; without it a record that can't be processed ends the consumer. */
  readonly sink: RecordSink | undefined;
  /** The group that gives records up. */
  readonly groupId: string;
}

/**
 * Brings records that can't be processed to the dead letters; how a letter is published is the
 * sink's business. It resolves when the letter is in the topic: until then the record isn't
 * finished, and its offset isn't committed.
 */
export class DeadLetterRouter {
  readonly #options: DeadLetterRouterOptions;
  readonly #publisher: SteadyPublisher | undefined;

  constructor(options: DeadLetterRouterOptions) {
    const { sink } = options;
    this.#options = options;
    this.#publisher = sink === undefined
      ? undefined
      : new SteadyPublisher({ ...options, sink, reason: "dead_letters" });
  }

  /**
   * Gives a record up.
   *
   * @throws the error of the story where there are no dead letters, or the place's reason
   */
  async route(record: ConsumedRecord, place: ProcessingPlace, story: FailureStory): Promise<void> {
    const { logger, meter, groupId } = this.#options;
    const fields = {
      ...placeFields(record),
      attempts: story.attempts,
      ...failureFields(story.error),
    };
    if (this.#publisher === undefined) {
      logger.log("ERROR", "A record can't be processed, and there are no dead letters", fields);
      meter.failed(record.topic);
      throw story.error;
    }
    const omitted = await this.#publish(this.#publisher, record, place, { ...story, groupId });
    meter.deadLettered(record.topic);
    logger.log("WARN", "A record went to the dead letters", fields);
    if (omitted.length > 0) {
      logger.log("WARN", "Its letter was too large and only names where the record lies", {
        ...fields,
        omitted: omitted.join(","),
      });
    }
  }

  /** Publishes the letter, smaller and smaller while it is too large; tells what it goes without. */
  async #publish(
    publisher: SteadyPublisher,
    source: ConsumedRecord,
    place: ProcessingPlace,
    story: FailureStory,
  ): Promise<readonly OmittedPart[]> {
    let step = 0;
    while (true) {
      const omitted = REDUCTIONS[step++]!;
      const outcome = await publisher.publish({
        topic: DEAD_LETTER_TOPIC,
        record: deadLetterOf(source, story, omitted),
        source,
        place,
        canShrink: step < REDUCTIONS.length,
      });
      if (outcome === "taken") return omitted;
    }
  }
}
