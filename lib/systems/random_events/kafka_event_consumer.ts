import {
  type RandomEventsConsumerOptions,
  type RunningRandomEventsConsumer,
  startRandomEventsConsumer,
} from "./consumer.ts";

/** The consumer of random events as an object that is made first and started later. */
export class KafkaEventConsumer {
  readonly #kafka: Parameters<typeof startRandomEventsConsumer>[0];
  readonly #options: RandomEventsConsumerOptions;
  #running = false;

  /** Connects to nothing yet. */
  constructor(
    kafka: Parameters<typeof startRandomEventsConsumer>[0],
    options: RandomEventsConsumerOptions,
  ) {
    this.#kafka = kafka;
    this.#options = options;
  }

  /** Whether it is in its group and processing. */
  get running(): boolean {
    return this.#running;
  }

  /**
   * Joins the group and starts to process.
   *
   * @throws {WorkshopError} when no broker answers, or topics or group can't be had
   */
  async startConsuming(): Promise<RunningRandomEventsConsumer> {
    const consumer = await startRandomEventsConsumer(this.#kafka, this.#options);
    this.#running = true;
    const ended = () => {
      this.#running = false;
    };
    consumer.closed.then(ended, ended);
    return consumer;
  }
}
