import { type Clock, type Logger, messageOf } from "../../core/mod.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import type { Timers } from "../timers.ts";
import { cleanLog } from "./clean_log.ts";
import { type CleanRange, cleanRange, needsCleaning } from "./clean_range.ts";
import { inSlices } from "./in_slices.ts";
import { applyRetention } from "./retention.ts";

/** A log that is looked after. */
export interface KeptLog {
  /** Topic and partition, for a person. */
  readonly name: string;
  readonly log: PartitionLog;
  /** Whether it is the cluster's own: then it is rolled early, so that it can be compacted. */
  readonly isInternal: boolean;
  /** Makes the log begin at an offset, and keeps that. */
  moveStart(offset: number): void;
}

/** What the housekeeper works with. */
export interface HousekeeperOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly logs: () => Iterable<KeptLog>;
  /** Time between two looks at what is old. @default {300000} */
  readonly retentionCheckIntervalMs?: number;
  /** Time between two looks at what can be compacted. @default {15000} */
  readonly cleanerBackoffMs?: number;
}

/** The cluster's own logs are rolled at this size; clients can't see it. */
const INTERNAL_ROLL_BYTES = 1024 * 1024;

/**
 * Removes and compacts what the topics' settings say, now and again and when it is asked to. It
 * does one thing at a time, in slices of a few milliseconds.
 */
export class Housekeeper {
  readonly #options: HousekeeperOptions;
  #work: Iterator<void, void> | undefined;
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: HousekeeperOptions) {
    this.#options = options;
    const { retentionCheckIntervalMs = 300_000, cleanerBackoffMs = 15_000 } = options;
    this.#repeat(retentionCheckIntervalMs, () => this.#removeOld((log) => !log.config.compacts));
    this.#repeat(cleanerBackoffMs, () => this.#compact());
  }

  #repeat(intervalMs: number, work: () => Iterator<void, void>): void {
    const { timers } = this.#options;
    timers.after(intervalMs, () => this.#run(work).then(() => this.#repeat(intervalMs, work)));
  }

  /** Removes and compacts all that can be now. */
  cleanNow(): Promise<void> {
    return this.#run(() => this.#everything());
  }

  /** Stops at once; what was under way is left as it was before. */
  close(): void {
    this.#isClosed = true;
    this.#work?.return?.();
  }

  #run(begin: () => Iterator<void, void>): Promise<void> {
    this.#last = this.#last.then(async () => {
      if (this.#isClosed) return;
      const work = this.#work = begin();
      await inSlices(work);
    });
    return this.#last;
  }

  *#everything(): Generator<void, void> {
    yield* this.#removeOld((log) => !log.config.compacts);
    yield* this.#compact();
  }

  *#removeOld(which: (log: PartitionLog) => boolean): Generator<void, void> {
    const { logs, clock } = this.#options;
    for (const kept of logs()) {
      const { log, name } = kept;
      if (log.isClosed || !which(log)) continue;
      yield* this.#attempt(`remove old records of ${name}`, function* () {
        applyRetention(log, clock.now(), (offset) => kept.moveStart(offset));
        yield;
      });
    }
  }

  /** The log with the largest share to clean comes first. */
  *#compact(): Generator<void, void> {
    const failed = new Set<PartitionLog>();
    for (let dirty = this.#dirty(failed); dirty.length > 0; dirty = this.#dirty(failed)) {
      for (const { kept: { log, name }, range } of dirty) {
        const nowMs = this.#options.clock.now();
        const before = log.cleanedTo;
        yield* this.#attempt(`compact ${name}`, () => cleanLog(log, { range, nowMs }));
        if (log.cleanedTo === before) failed.add(log);
      }
    }
    yield* this.#removeOld((log) => log.config.compacts);
  }

  #dirty(failed: ReadonlySet<PartitionLog>): { kept: KeptLog; range: CleanRange }[] {
    const nowMs = this.#options.clock.now();
    const dirty = [];
    for (const kept of this.#options.logs()) {
      const { log } = kept;
      if (!log.config.compacts || log.isClosed || failed.has(log)) continue;
      if (kept.isInternal && (log.segments.at(-1)?.size ?? 0) > INTERNAL_ROLL_BYTES) log.roll();
      const range = cleanRange(log, nowMs);
      if (needsCleaning(log, range)) dirty.push({ kept, range });
    }
    return dirty.sort((a, b) => b.range.cleanableRatio - a.range.cleanableRatio);
  }

  /** A disk that refuses is told; the next round tries again. */
  *#attempt(what: string, work: () => Iterable<void>): Generator<void, void> {
    try {
      yield* work();
    } catch (error) {
      const message = `Can't ${what}: make room or check the disk (${messageOf(error)})`;
      this.#options.logger.log("WARN", message);
    }
  }
}
