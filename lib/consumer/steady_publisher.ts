import {
  abortable,
  type Clock,
  type LogFields,
  type Logger,
  type Random,
  WorkshopError,
} from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import type { ConsumerMeter, StallReason } from "./consumer_meter.ts";
import { failureFields, placeFields } from "./log_fields.ts";
import type { ProcessingPlace } from "./processing_place.ts";
import type { RecordSink, SinkRecord } from "./record_sink.ts";
import { Stall } from "./stall.ts";

/** The alarm is raised when a topic has said nothing for so long; the record is waited for on. */
const SILENCE_MS = 10_000;
/** Codes of a record that its topic never takes. */
const TOO_LARGE: ReadonlySet<string> = new Set([
  "RECORD_TOO_LARGE",
  "MESSAGE_TOO_LARGE",
  "RECORD_LIST_TOO_LARGE",
]);

/** What publishing is done with. */
export interface SteadyPublisherOptions {
  readonly sink: RecordSink;
  /** Why a partition stands still while its record isn't taken. */
  readonly reason: StallReason;
  readonly meter: ConsumerMeter;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** What is published, and for whom. */
export interface Publication {
  readonly topic: string;
  readonly record: SinkRecord;
  /** The record that it is made of. */
  readonly source: ConsumedRecord;
  readonly place: ProcessingPlace;
  /** Whether something else can be done with a record that is too large; if not, it is waited for. */
  readonly canShrink: boolean;
}

/**
 * Publishes a record until it is taken: while it isn't, the partition that it comes from stands
 * still and isn't committed past it. A record that may have been taken is published again.
 */
export class SteadyPublisher {
  readonly #options: SteadyPublisherOptions;

  constructor(options: SteadyPublisherOptions) {
    this.#options = options;
  }

  /** Gives `too large` at once when the topic never takes the record and something can be done. */
  async publish(publication: Publication): Promise<"taken" | "too large"> {
    const { topic, source, place } = publication;
    const fields = { ...placeFields(source), into: topic };
    using stall = new Stall(place, {
      ...this.#options,
      alarm: `${topic} refused a record: its partition stands still until it is taken`,
    });
    while (true) {
      const error = await this.#try(publication, () => stall.begin(fields));
      if (error === undefined) {
        stall.over(fields);
        return "taken";
      }
      place.signal.throwIfAborted();
      if (publication.canShrink && isTooLarge(error)) return "too large";
      this.#options.meter.failed(source.topic);
      this.#tell(error.thrown, fields);
      await stall.wait({ ...fields, ...failureFields(error.thrown) });
    }
  }

  /** The error, boxed: anything may be thrown. */
  async #try(
    { topic, record, place }: Publication,
    onSilence: () => void,
  ): Promise<{ readonly thrown: unknown } | undefined> {
    const { sink, clock } = this.#options;
    const answered = new AbortController();
    clock.sleep(SILENCE_MS, answered.signal).then(onSilence, () => {});
    try {
      await abortable(sink.publish(topic, record), place.signal);
      return undefined;
    } catch (thrown) {
      return { thrown };
    } finally {
      answered.abort();
    }
  }

  #tell(thrown: unknown, fields: LogFields): void {
    if (!(thrown instanceof WorkshopError) || thrown.definite) return;
    this.#options.logger.log(
      "WARN",
      "A record may be in its topic already: it is published again and may be there twice, with " +
        "the same origin in its headers",
      { ...fields, ...failureFields(thrown) },
    );
  }
}

function isTooLarge({ thrown }: { readonly thrown: unknown }): boolean {
  return thrown instanceof WorkshopError && TOO_LARGE.has(thrown.code);
}
