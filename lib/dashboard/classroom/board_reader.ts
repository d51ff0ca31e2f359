import { type ConsumedRecord, type Kafka, runAssigned } from "../../consumer/mod.ts";
import { type Clock, type Logger, messageOf } from "../../core/mod.ts";
import { RESULTS_TOPIC } from "./result_record.ts";

/** What reading the results takes. */
export interface BoardReaderOptions {
  readonly kafka: Kafka;
  /** Takes each record; after a lost connection they come again from the first one on. */
  readonly onRecord: (record: ConsumedRecord) => void;
  readonly logger: Logger;
  readonly clock: Clock;
}

const PAUSE_MS = 1000;

/** Reads the topic of results from its beginning, and goes on when the cluster was away. */
export class BoardReader implements AsyncDisposable {
  readonly #options: BoardReaderOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #failure: string | undefined;
  #nextOffset = 0n;

  /** Begins at once. */
  constructor(options: BoardReaderOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Why nothing is read at the moment, if nothing is. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** The offset behind the last record that was read. */
  get nextOffset(): bigint {
    return this.#nextOffset;
  }

  async #run(): Promise<void> {
    const { clock, logger } = this.#options;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#read();
      } catch (error) {
        this.#failure = messageOf(error);
        logger.log("WARN", `The board's results can't be read: ${this.#failure}`);
      }
      await clock.sleep(PAUSE_MS, this.#stop.signal).catch(() => {});
    }
  }

  async #read(): Promise<void> {
    const { kafka, onRecord, logger, clock } = this.#options;
    await using consumer = await runAssigned(kafka, {
      topics: [RESULTS_TOPIC],
      startAt: "earliest",
      session: { maxWaitMs: 500 },
      logger,
      clock,
      handler: (record) => {
        this.#nextOffset = record.offset + 1n;
        onRecord(record);
      },
    });
    this.#failure = undefined;
    const stopped = Promise.withResolvers<void>();
    const onAbort = () => stopped.resolve();
    this.#stop.signal.addEventListener("abort", onAbort);
    if (this.#stop.signal.aborted) onAbort();
    try {
      await Promise.race([consumer.closed, stopped.promise]);
    } finally {
      this.#stop.signal.removeEventListener("abort", onAbort);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
