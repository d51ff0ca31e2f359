import {
  abortable,
  backoffDelayMs,
  type Clock,
  type Logger,
  messageOf,
  type Random,
  withDeadline,
  WorkshopError,
} from "../core/mod.ts";
import type { Kafka, TransactionalSession } from "../kafka/mod.ts";
import { refused } from "./errors.ts";
import { encodeEntry, type LogEntry } from "./log_records.ts";
import { type LogReader, WRITE_HEADER } from "./log_reader.ts";
import type { RegistryState } from "./state.ts";

const BACKOFF = { baseMs: 5, maxMs: 500, jitter: 0.5 };
const READ_BACK_EVERY_MS = 5;
/** A session that ended badly may not hold up the changes after it. */
const CLOSING_MS = 2000;

/** What a change comes to: the records it takes, and what is answered once they are in the log. */
export interface Change<T> {
  readonly entries: readonly LogEntry[];
  readonly result: T;
}

/** What the writer works with. */
export interface LogWriterOptions {
  readonly topic: string;
  /** Who writes; taking it over fences another instance. */
  readonly transactionalId: string;
  /** Longest time of one change, in milliseconds. */
  readonly timeoutMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Changes the log, one change at a time. A change is decided on the state at the log's end and
 * written in one transaction of a transactional id that all instances share: an instance that
 * writes takes the id over, so a change that another decided meanwhile is refused by the broker, and
 * is decided anew on what is in the log by then. Two instances can't both succeed on one state.
 */
export class LogWriter implements AsyncDisposable {
  readonly #kafka: Kafka;
  readonly #reader: LogReader;
  readonly #options: LogWriterOptions;
  #session: TransactionalSession | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(kafka: Kafka, reader: LogReader, options: LogWriterOptions) {
    this.#kafka = kafka;
    this.#reader = reader;
    this.#options = options;
  }

  /**
   * Decides on the newest state, writes, and resolves when it was read back.
   *
   * @throws {RegistryError} what `decide` throws; 50001 when Kafka can't be reached, 50002 when the
   *   change may have been made
   */
  change<T>(decide: (state: RegistryState) => Change<T>): Promise<T> {
    const { timeoutMs } = this.#options;
    const signal = AbortSignal.timeout(timeoutMs);
    const result = this.#last.then(() => this.#change(decide, signal));
    this.#last = result.catch(() => {});
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    await this.#session?.[Symbol.asyncDispose]();
  }

  async #change<T>(
    decide: (state: RegistryState) => Change<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const write = crypto.randomUUID();
    using _ = this.#reader.expect(write);
    let written: Change<T> | undefined;
    for (let attempt = 1;; attempt++) {
      try {
        const session = await this.#ownSession(signal);
        await this.#reader.readToEnd(signal);
        if (written !== undefined && this.#reader.hasSeen(write)) return written.result;
        const change = decided(decide, this.#reader.state);
        if (change.entries.length === 0) return change.result;
        written = change;
        await this.#write(session, change.entries, { write, signal });
        await this.#readBack(write, signal);
        return change.result;
      } catch (error) {
        if (error instanceof DecisionError) throw error.cause;
        await this.#dropSession();
        this.#giveUpOn(error, { signal, uncertain: written !== undefined });
        await this.#pause(attempt, signal);
      }
    }
  }

  /** The id as this instance holds it; what another left open under it is ended by then. */
  async #ownSession(signal: AbortSignal): Promise<TransactionalSession> {
    if (this.#session?.usable) return this.#session;
    const { transactionalId, timeoutMs } = this.#options;
    const opening = this.#kafka.transactional(transactionalId, { requestTimeoutMs: timeoutMs });
    try {
      return this.#session = await abortable(opening, signal);
    } catch (error) {
      opening.then((late) => late[Symbol.asyncDispose]()).catch(() => {});
      throw error;
    }
  }

  async #write(
    session: TransactionalSession,
    entries: readonly LogEntry[],
    { write, signal }: { readonly write: string; readonly signal: AbortSignal },
  ): Promise<void> {
    const encoder = new TextEncoder();
    const headers = [{ name: WRITE_HEADER, value: encoder.encode(write) }];
    const records = entries.map(encodeEntry).map(({ key, value }) => ({
      key: encoder.encode(key),
      value: value === null ? null : encoder.encode(value),
      headers,
    }));
    const transaction = await abortable(session.begin(), signal);
    const batch = { topic: this.#options.topic, partition: 0, records };
    await abortable(transaction.produce(batch), signal);
    await abortable(transaction.commit(), signal);
  }

  /** A commit is answered before its marker is written everywhere. */
  async #readBack(write: string, signal: AbortSignal): Promise<void> {
    while (!this.#reader.hasSeen(write)) {
      await this.#reader.readToEnd(signal);
      if (this.#reader.hasSeen(write)) return;
      await this.#options.clock.sleep(READ_BACK_EVERY_MS, signal);
    }
  }

  async #dropSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    try {
      const closing = Promise.resolve(session[Symbol.asyncDispose]());
      const what = "closing a session of the log";
      await withDeadline(closing, { what, timeoutMs: CLOSING_MS, clock: this.#options.clock });
    } catch (error) {
      this.#options.logger.log("DEBUG", "A session of the log did not close well", {
        error: messageOf(error),
      });
    }
  }

  /** Turns what can't be mended, or not in time, into an answer. */
  #giveUpOn(
    error: unknown,
    { signal, uncertain }: { readonly signal: AbortSignal; readonly uncertain: boolean },
  ): void {
    const code = error instanceof WorkshopError ? error.code : undefined;
    if (code === "MESSAGE_TOO_LARGE" || code === "RECORD_LIST_TOO_LARGE") {
      throw refused.schemaTooLarge();
    }
    const isHopeless = code?.endsWith("_AUTHORIZATION_FAILED") ?? false;
    if (!signal.aborted && !isHopeless) return;
    this.#options.logger.log("ERROR", "A change of the schemas was given up", {
      topic: this.#options.topic,
      error: messageOf(error),
    });
    throw uncertain ? refused.timeout(error) : refused.store(error);
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    await clock.sleep(backoffDelayMs(attempt, BACKOFF, random), signal).catch(() => {});
  }
}

/** What a decision threw: the answer to the request, and no failure of Kafka's. */
class DecisionError extends Error {}

function decided<T>(decide: (state: RegistryState) => Change<T>, state: RegistryState): Change<T> {
  try {
    return decide(state);
  } catch (cause) {
    throw new DecisionError("Refused", { cause });
  }
}
