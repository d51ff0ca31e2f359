import { type Clock, type Logger, waitFor, withDeadline, WorkshopError } from "../core/mod.ts";
import type { Kafka } from "../consumer/mod.ts";
import { createProducer, DeliveryError, type Producer } from "../producer/mod.ts";
import type { AppendReceipt } from "./event_sourcing_options.ts";

const RESEND_MS = 100;

/** An append that came too late: the aggregate has gone on. Look at it again, and decide anew. */
export class VersionConflictError extends WorkshopError {
  /** Whose append it was. */
  readonly aggregateId: string;
  /** The version that the writer believed in. */
  readonly expectedVersion: number;
  /** The version that the aggregate has. */
  readonly actualVersion: number;

  /** Says both versions. */
  constructor(aggregateId: string, expectedVersion: number, actualVersion: number) {
    super(
      `Aggregate ${aggregateId} is at version ${actualVersion}, not ${expectedVersion}: nothing was ` +
        "appended; look at its state again and decide anew",
      { code: "VERSION_CONFLICT" },
    );
    this.aggregateId = aggregateId;
    this.expectedVersion = expectedVersion;
    this.actualVersion = actualVersion;
  }
}

/** A record that holds a commit. */
export interface CommitRecord {
  readonly commitId: string;
  readonly key: string;
  readonly value: Uint8Array;
}

interface Waiting {
  resolve(receipt: AppendReceipt): void;
  reject(error: unknown): void;
}

/** What appends are made with. */
export interface AppenderOptions {
  readonly topic: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Writes commits, and waits until the log was read back that far: only there it is decided. */
export class Appender implements AsyncDisposable {
  readonly #options: AppenderOptions;
  readonly #producer: Producer;
  readonly #waiting = new Map<string, Waiting>();
  #failure: { readonly thrown: unknown } | undefined;

  private constructor(producer: Producer, options: AppenderOptions) {
    this.#producer = producer;
    this.#options = options;
  }

  static async open(kafka: Kafka, options: AppenderOptions): Promise<Appender> {
    const { clock, logger } = options;
    return new Appender(await createProducer(kafka, { lingerMs: 0, clock, logger }), options);
  }

  /** Resolves or rejects with what a reader of the log has settled for the commit. */
  async append(record: CommitRecord): Promise<AppendReceipt> {
    const { timeoutMs, clock } = this.#options;
    const what = `the append to ${record.key}`;
    try {
      return await withDeadline(this.#write(record), { what, timeoutMs, clock });
    } finally {
      this.#waiting.delete(record.commitId);
    }
  }

  /** Sends a commit until it is in the log: a second copy does no harm. */
  async #write(record: CommitRecord): Promise<AppendReceipt> {
    if (this.#failure !== undefined) throw this.#failure.thrown;
    const { commitId, key } = record;
    const { promise, resolve, reject } = Promise.withResolvers<AppendReceipt>();
    promise.catch(() => {});
    this.#waiting.set(commitId, { resolve, reject });
    await waitFor(() => !this.#waiting.has(commitId) || this.#sent(record), {
      what: `an answer to the append to ${key}`,
      timeoutMs: Infinity,
      intervalMs: RESEND_MS,
      clock: this.#options.clock,
    });
    return await promise;
  }

  async #sent({ key, value }: CommitRecord): Promise<boolean> {
    try {
      await this.#producer.send({ topic: this.#options.topic, key, value });
      return true;
    } catch (error) {
      if (error instanceof DeliveryError && (!error.definite || error.retriable)) return false;
      throw error;
    }
  }

  /** The log was read up to a commit. Later copies of it find nobody waiting. */
  settle(commitId: string, came: AppendReceipt | VersionConflictError): void {
    const waiting = this.#waiting.get(commitId);
    this.#waiting.delete(commitId);
    if (came instanceof VersionConflictError) waiting?.reject(came);
    else waiting?.resolve(came);
  }

  /** Nothing will be read any more. */
  fail(thrown: unknown): void {
    this.#failure = { thrown };
    for (const waiting of this.#waiting.values()) waiting.reject(thrown);
    this.#waiting.clear();
  }

  /** Lets the producer go. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#producer.close();
  }
}
