import type { ProducerStatistics } from "../producer_tally.ts";
import type { RunningRole } from "../running_role.ts";
import { type RandomEventsProducerOptions, startRandomEventsProducer } from "./producer.ts";

/** The producer of random events as an object that is made first and started later. */
export class KafkaEventProducer {
  readonly #kafka: Parameters<typeof startRandomEventsProducer>[0];
  readonly #options: RandomEventsProducerOptions;

  /** Connects to nothing yet. */
  constructor(
    kafka: Parameters<typeof startRandomEventsProducer>[0],
    options: RandomEventsProducerOptions = {},
  ) {
    this.#kafka = kafka;
    this.#options = options;
  }

  /**
   * Starts the loop that produces an event every five seconds, or as the options say.
   *
   * @throws {WorkshopError} when no broker answers or the topics can't be made
   */
  startProducing(): Promise<RunningRole<ProducerStatistics>> {
    return startRandomEventsProducer(this.#kafka, this.#options);
  }
}
