import { abortable, type Clock, systemClock, withDeadline, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord, FetchedBatch, Generation, Kafka } from "../kafka/mod.ts";
import type { ConsumerSession } from "./consumer.ts";

/** How records are tried to be had. */
export type Strategy = "group" | "assigned";

/** How two strategies are tried, one after the other. */
export interface DualStrategyOptions {
  /** The group, and whose committed offsets the second strategy goes by if it can. */
  readonly groupId: string;
  /** What is read. */
  readonly topic: string;
  /** Ends with success after so many records. @default {1} */
  readonly maxRecords?: number;
  /** Tries as a member of the group. @default {10} */
  readonly groupAttempts?: number;
  /** Tries with partitions of one's own choice. @default {5} */
  readonly assignedAttempts?: number;
  /** How long a try waits for a record, in milliseconds. @default {1000} */
  readonly attemptMs?: number;
  /**
   * Says in words what was received: `order: {…}`.
   *
   * @throws when the record can't be read: it is passed over, with a line that says so
   */
  readonly describe: (record: ConsumedRecord) => string;
  /**
   * Takes a record that can't be read, before its offset is committed: to publish it as a dead letter.
   * When it rejects, the record comes again in a later try. @default {it is passed over}
   */
  readonly onSkipped?: (record: ConsumedRecord, error: unknown) => Promise<void>;
  /** Takes the lines that people read. */
  readonly write: (line: string) => void;
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
}

/** What came of it. */
export interface DualStrategyResult {
  /** What brought the last record; `undefined` when nothing did. */
  readonly strategy: Strategy | undefined;
  /** Records that were received, without those that couldn't be read. */
  readonly received: number;
  /** Records that couldn't be read. */
  readonly skipped: number;
  /** Commits that the group took. */
  readonly commits: number;
  /** Tries that were made. */
  readonly attempts: Readonly<Record<Strategy, number>>;
  /** What failed last, if anything did. */
  readonly error: unknown;
}

/**
 * Receives records as a member of a group; when that brings none, because no coordinator can be had or
 * the group isn't let in, by partitions of one's own choice, from what the group has committed if that
 * can be asked, else from the earliest. What was received is committed as far as the group can be
 * reached. It ends, and says in lines for people what came of it.
 *
 * @throws the signal's reason
 */
export async function receiveByTwoStrategies(
  kafka: Pick<Kafka, "joinGroup" | "assign">,
  options: DualStrategyOptions,
): Promise<DualStrategyResult> {
  const reading = new Reading(kafka, options);
  return await reading.run();
}

interface Arrival {
  readonly record: ConsumedRecord;
  readonly generation: Generation;
}

type OnBatch = (batch: FetchedBatch) => void;
type Open = (onBatch: OnBatch) => Promise<ConsumerSession>;

class Reading {
  readonly #kafka: Pick<Kafka, "joinGroup" | "assign">;
  readonly #options: DualStrategyOptions;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #attempts = { group: 0, assigned: 0 };
  #arrived: Arrival[] = [];
  #wake: (() => void) | undefined;
  #received = 0;
  #skipped = 0;
  #commits = 0;
  #error: unknown;

  constructor(kafka: Pick<Kafka, "joinGroup" | "assign">, options: DualStrategyOptions) {
    this.#kafka = kafka;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#signal = options.signal ?? new AbortController().signal;
  }

  async run(): Promise<DualStrategyResult> {
    const { groupAttempts = 10, assignedAttempts = 5, write } = this.#options;
    write("Starting Kafka Consumer...");
    write("Listening for messages...");
    if (await this.#try("group", groupAttempts, (onBatch) => this.#join(onBatch))) {
      return this.#result("group");
    }
    write("Trying manual partition assignment...");
    if (await this.#try("assigned", assignedAttempts, (onBatch) => this.#assign(onBatch))) {
      return this.#result("assigned");
    }
    return this.#result(undefined);
  }

  #result(strategy: Strategy | undefined): DualStrategyResult {
    const { write, topic } = this.#options;
    const { group, assigned } = this.#attempts;
    const why = this.#error === undefined ? "" : `: ${reasonOf(this.#error)}`;
    write(
      strategy === undefined
        ? `No message of ${topic} in ${group} attempts by group and ${assigned} by manual assignment${why}`
        : "Consumer working successfully!",
    );
    return {
      strategy,
      received: this.#received,
      skipped: this.#skipped,
      commits: this.#commits,
      attempts: { ...this.#attempts },
      error: this.#error,
    };
  }

  #join(onBatch: OnBatch): Promise<ConsumerSession> {
    const { groupId, topic, attemptMs = 1000 } = this.#options;
    return this.#kafka.joinGroup({ onBatch, groupId, topics: [topic], maxWaitMs: attemptMs });
  }

  /** Its coordinator may be what the group lacks: after half an attempt it isn't asked any more. */
  async #assign(onBatch: OnBatch): Promise<ConsumerSession> {
    const { groupId, topic, attemptMs = 1000 } = this.#options;
    const settings = { groupId, topics: [topic], maxWaitMs: attemptMs };
    const committed = new Opening(
      (onBatch) => this.#kafka.assign({ ...settings, onBatch, startAt: "committed" }),
      onBatch,
    );
    try {
      return await this.#within(committed.session, attemptMs / 2);
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#failed(error);
      await committed.close();
      return await this.#kafka.assign({ ...settings, onBatch, startAt: "earliest" });
    }
  }

  /** Makes so many attempts; tells whether enough was received. */
  async #try(strategy: Strategy, attempts: number, open: Open): Promise<boolean> {
    const { maxRecords = 1, attemptMs = 1000 } = this.#options;
    let opening: Opening | undefined;
    this.#arrived = [];
    try {
      for (let attempt = 1; attempt <= attempts; attempt++) {
        this.#attempts[strategy]++;
        const endMs = this.#clock.monotonicMs() + attemptMs;
        opening ??= new Opening(open, (batch) => this.#onBatch(batch));
        if (!await this.#attempt(opening, endMs)) {
          await opening.close();
          opening = undefined;
          // What it handed over comes again, from what is committed.
          this.#arrived = [];
        }
        if (this.#received >= maxRecords) return true;
      }
      return false;
    } finally {
      await opening?.close();
    }
  }

  /** Receives until the time is up or it is enough; tells whether the session can be used further. */
  async #attempt({ session }: Opening, endMs: number): Promise<boolean> {
    const { maxRecords = 1 } = this.#options;
    const leftMs = () => Math.max(0, endMs - this.#clock.monotonicMs());
    try {
      const open = await this.#within(session, leftMs());
      while (this.#received < maxRecords && leftMs() > 0) {
        const arrival = await this.#next(leftMs());
        if (arrival !== undefined) await this.#receive(open, arrival);
      }
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#failed(error);
      await this.#clock.sleep(leftMs(), this.#signal);
      return isLate(error);
    }
  }

  /** Keeps what failed last; that something took too long tells less than anything else. */
  #failed(error: unknown): void {
    if (this.#error === undefined || !isLate(error)) this.#error = error;
  }

  async #within<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
    const bounded = withDeadline(work, { what: "the attempt", timeoutMs, clock: this.#clock });
    return await abortable(bounded, this.#signal);
  }

  #onBatch({ records, generation }: FetchedBatch): void {
    for (const record of records) this.#arrived.push({ record, generation });
    this.#wake?.();
  }

  async #next(timeoutMs: number): Promise<Arrival | undefined> {
    if (this.#arrived.length === 0) {
      const stop = new AbortController();
      const woken = new Promise<void>((resolve) => this.#wake = resolve);
      const late = this.#clock.sleep(Math.max(0, timeoutMs), stop.signal).catch(() => {});
      await abortable(Promise.race([woken, late]), this.#signal).finally(() => stop.abort());
    }
    return this.#arrived.shift();
  }

  async #receive(session: ConsumerSession, arrival: Arrival): Promise<void> {
    const { attemptMs = 1000 } = this.#options;
    const { record, generation } = arrival;
    const { topic, partition, offset } = record;
    try {
      await this.#tell(record);
    } catch (error) {
      this.#arrived.unshift(arrival);
      throw error;
    }
    const next = { topic, partition, offset: offset + 1n };
    try {
      await this.#within(session.commit([next], generation), attemptMs);
      this.#commits++;
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#failed(error);
    }
  }

  async #tell(record: ConsumedRecord): Promise<void> {
    const { describe, write, onSkipped } = this.#options;
    let description: string;
    try {
      description = describe(record);
    } catch (error) {
      await onSkipped?.(record, error);
      write(`Skipped a message at offset ${record.offset}: ${reasonOf(error)}`);
      this.#skipped++;
      return;
    }
    write(`Received ${description}`);
    write(`Offset: ${record.offset}`);
    this.#received++;
  }
}

/** A session that is being opened, and hands nothing over once it is closed. */
class Opening {
  readonly session: Promise<ConsumerSession>;
  #isOpen = false;
  #isClosed = false;

  constructor(open: Open, onBatch: OnBatch) {
    this.session = open((batch) => {
      if (!this.#isClosed) onBatch(batch);
    });
    this.session.then(() => this.#isOpen = true, () => {});
  }

  /** Closes it; one that isn't open yet is closed as soon as it is. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = this.session.then((session) => session[Symbol.asyncDispose](), () => {});
    if (this.#isOpen) await closed;
  }
}

function isLate(error: unknown): boolean {
  return error instanceof WorkshopError && error.code === "DEADLINE_EXCEEDED";
}

/** What may be said of an error: messages that are not ours may quote the payload. */
function reasonOf(error: unknown): string {
  if (error instanceof WorkshopError) return error.message;
  return error instanceof Error ? error.name : "it can't be read";
}
