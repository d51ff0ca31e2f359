import { abortable, type Logger, messageOf } from "../core/mod.ts";
import type { AssignedSession, ConsumedRecord, Kafka } from "../kafka/mod.ts";
import { decodeEntry } from "./log_records.ts";
import { RegistryState } from "./state.ts";

const PARTITION = 0;
const REOPEN_AFTER_MS = 1000;
const FOLLOW_WAIT_MS = 500;
/** Names the write that a record belongs to; other readers of the topic don't look at it. */
export const WRITE_HEADER = "registry-write";

const decoder = new TextDecoder();

/** Keeps a state equal to a log: reads to its end when asked, and follows it in between. */
export class LogReader {
  readonly state = new RegistryState();
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #logger: Logger;
  /** The first offset that is not in the state yet. */
  #next = 0n;
  readonly #awaited = new Set<string>();
  readonly #seen = new Set<string>();

  constructor(kafka: Kafka, { topic, logger }: { topic: string; logger: Logger }) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#logger = logger;
  }

  /** Reads what the log held when this was called. @throws what Kafka says, or the signal's reason */
  async readToEnd(signal: AbortSignal): Promise<void> {
    const from = [{ topic: this.#topic, partition: PARTITION, offset: this.#next }];
    const records = this.#kafka.read({ topic: this.#topic, from, signal })[Symbol.asyncIterator]();
    while (true) {
      const { done, value } = await abortable(records.next(), signal);
      if (done) return;
      this.#apply(value);
    }
  }

  /** Looks out for the records of a write; {@link hasSeen} tells whether they came. */
  expect(write: string): Disposable {
    this.#awaited.add(write);
    return {
      [Symbol.dispose]: () => {
        this.#awaited.delete(write);
        this.#seen.delete(write);
      },
    };
  }

  /** Whether a record of an expected write is in the state. */
  hasSeen(write: string): boolean {
    return this.#seen.has(write);
  }

  /** Follows the log until the signal aborts, however often Kafka goes away. */
  async follow(signal: AbortSignal, sleep: (ms: number) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await using session = await this.#open();
        await abortable(session.closed, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#logger.log("WARN", "The log of schemas can't be followed; it is tried again", {
          topic: this.#topic,
          error: messageOf(error),
        });
      }
      await sleep(REOPEN_AFTER_MS);
    }
  }

  #open(): Promise<AssignedSession> {
    const place = { topic: this.#topic, partition: PARTITION };
    return this.#kafka.assign({
      partitions: [place],
      startAt: { offsets: [{ ...place, offset: this.#next }] },
      maxWaitMs: FOLLOW_WAIT_MS,
      onBatch: ({ records }) => records.forEach((record) => this.#apply(record)),
    });
  }

  /** Both readers hand over records in the log's order; what one brought, the other passes over. */
  #apply(record: ConsumedRecord): void {
    if (record.offset < this.#next) return;
    this.#next = record.offset + 1n;
    this.#noteWrite(record);
    if (record.key === null) return;
    const value = record.value === null ? null : decoder.decode(record.value);
    const entry = decodeEntry({ key: decoder.decode(record.key), value });
    if (entry !== undefined) this.state.apply(entry);
  }

  #noteWrite({ headers }: ConsumedRecord): void {
    const value = headers.find(({ name }) => name === WRITE_HEADER)?.value;
    if (!value) return;
    const write = decoder.decode(value);
    if (this.#awaited.has(write)) this.#seen.add(write);
  }
}
