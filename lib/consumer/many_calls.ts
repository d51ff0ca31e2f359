import { type Clock, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import type { ConsumerMeter } from "./consumer_meter.ts";
import type { HandlerCalls } from "./handler_calls.ts";
import type { ManyHandler } from "./record_handler.ts";
import type { RecordQueue } from "./record_queue.ts";

/** How records are handled together. */
export interface ManyOptions {
  readonly handler: ManyHandler;
  readonly maxRecords: number;
  /** Topics whose records are handled alone. */
  readonly except: ReadonlySet<string>;
}

/** What the calls are measured with. */
interface ManyParts {
  readonly topic: string;
  readonly clock: Clock;
  readonly meter: ConsumerMeter;
}

/** Decides which records of a queue are handled together, and which alone. */
export class ManyCalls {
  readonly #options: ManyOptions & ManyParts;
  readonly #calls: HandlerCalls;
  /** The next ones, which are handled alone. */
  #alone = 0;

  constructor(options: ManyOptions & ManyParts, calls: HandlerCalls) {
    this.#options = options;
    this.#calls = calls;
  }

  /** What is to be handled together now; `undefined` when the next step goes alone. */
  next(queue: RecordQueue): readonly ConsumedRecord[] | undefined {
    if (this.#alone > 0) {
      this.#alone--;
      return undefined;
    }
    const records = queue.peek(this.#options.maxRecords);
    return records.length > 1 ? records : undefined;
  }

  /** How many of them are finished; each took its share of the time. */
  async handle(records: readonly ConsumedRecord[]): Promise<number> {
    const { topic, clock, meter } = this.#options;
    const startedAtMs = clock.monotonicMs();
    let finished = 0;
    try {
      await this.#calls.watch(records[0]!, this.#run(records, (count) => finished = count));
      this.#alone = finished < records.length ? 1 : 0;
    } catch (error) {
      this.#alone = isNobodysFault(error) ? 1 : records.length;
      finished = 0;
    }
    const eachMs = (clock.monotonicMs() - startedAtMs) / Math.max(1, finished);
    for (let left = finished; left > 0; left--) meter.took(topic, eachMs);
    return finished;
  }

  async #run(
    records: readonly ConsumedRecord[],
    tell: (count: number) => void,
  ): Promise<void> {
    const count = await this.#options.handler(records, this.#calls.context(1));
    tell(Math.max(0, Math.min(count, records.length)));
  }
}

/** Once the first record has waited until this is over, the others may go together again. */
function isNobodysFault(error: unknown): boolean {
  return error instanceof WorkshopError && (error.outage || error.code === "STALE_GENERATION");
}
