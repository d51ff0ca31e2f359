import { type Clock, type Logger, messageOf, WorkshopError } from "../core/mod.ts";
import type { Generation, TopicPartition, TopicPartitionOffset } from "../kafka/mod.ts";
import type { ConsumerMeter } from "./consumer_meter.ts";
import type { OffsetTracker } from "./offset_tracker.ts";

/** A partition whose offsets are committed. */
export interface Committable extends TopicPartition {
  readonly tracker: OffsetTracker;
}

/** What commits are made with. */
export interface CommitterOptions {
  /** Commits after so many finished records. */
  readonly everyMessages: number;
  /** Commits after this time, in milliseconds, if there is something. */
  readonly everyMs: number;
  /** The generation whose partitions these are. */
  readonly generation: () => Generation | undefined;
  /** The partitions of that generation. */
  readonly partitions: () => Iterable<Committable>;
  /** Commits; without it the offsets are somebody else's. */
  readonly commit:
    | ((offsets: readonly TopicPartitionOffset[], generation: Generation) => Promise<void>)
    | undefined;
  readonly meter: ConsumerMeter;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * Commits what is finished without a gap, every so many records and every so often, one commit at a
 * time, and always in the generation that owns the partitions.
 */
export class Committer {
  readonly #options: CommitterOptions;
  #finished = 0;
  #scheduled = false;
  #running: Promise<void> | undefined;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** Commits every so often until the signal aborts. */
  async runUntil(signal: AbortSignal): Promise<void> {
    const { clock, everyMs } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(everyMs, signal).catch(() => {});
      if (!signal.aborted) await this.commitNow();
    }
  }

  /** Records are finished. */
  finished(count: number): void {
    this.#finished += count;
    if (this.#scheduled || this.#finished < this.#options.everyMessages) return;
    this.#scheduled = true;
    void this.commitNow();
  }

  /** Commits what is finished now; it never throws: what isn't committed is tried again. */
  async commitNow(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    this.#running = this.#commit();
    await this.#running;
    this.#running = undefined;
  }

  async #commit(): Promise<void> {
    const { generation: current, commit, meter, logger } = this.#options;
    this.#finished = 0;
    this.#scheduled = false;
    const generation = current();
    if (generation === undefined || commit === undefined) return;
    const due = [...this.#options.partitions()].flatMap(({ topic, partition, tracker }) => {
      const offset = tracker.toCommit;
      return offset === undefined ? [] : [{ topic, partition, offset, tracker }];
    });
    if (due.length === 0) return;
    try {
      await commit(
        due.map(({ topic, partition, offset }) => ({ topic, partition, offset })),
        generation,
      );
      for (const { tracker, offset } of due) tracker.markCommitted(offset);
      meter.committed();
    } catch (error) {
      const stale = error instanceof WorkshopError && error.code === "STALE_GENERATION";
      logger.log(stale ? "INFO" : "WARN", `Not committed: ${messageOf(error)}`, {
        generation: generation.id,
      });
    }
  }
}
