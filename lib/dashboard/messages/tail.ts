import type { ConsumedRecord } from "../../consumer/mod.ts";
import type { RecordMatcher } from "./record_matcher.ts";
import { sizeOf } from "./record_view.ts";

/** The bounds of a tail, for each of its ticks. */
export interface TailLimits {
  /** Records that are shown. @default {40} */
  readonly records?: number;
  /** Bytes of records that are held for showing. @default {4194304} */
  readonly bytes?: number;
  /** Records that a filter looks at. @default {4000} */
  readonly checked?: number;
  /** Time that a filter takes, in milliseconds. @default {40} */
  readonly checkMs?: number;
}

/** What came since the last look. */
export interface TailTick {
  /** The newest of those that passed. */
  readonly records: readonly ConsumedRecord[];
  /** All that came. */
  readonly seen: number;
  /** Those that are not shown although they passed, or since nobody could look at them in time. */
  readonly dropped: number;
  /** Of the dropped ones, those that the filter did not look at. */
  readonly unchecked: number;
}

/**
 * Keeps the newest records of a stream that is faster than anybody reads: so many a tick, so many
 * bytes, and no more of a filter's work than fits. What it lets go it counts.
 */
export class Tail {
  readonly #matcher: RecordMatcher;
  readonly #limits: Required<TailLimits>;
  #kept: ConsumedRecord[] = [];
  #bytes = 0;
  #seen = 0;
  #dropped = 0;
  #unchecked = 0;
  #checked = 0;
  #checkedMs = 0;

  constructor(matcher: RecordMatcher, limits: TailLimits = {}) {
    this.#matcher = matcher;
    this.#limits = {
      records: 40,
      bytes: 4 * 1024 * 1024,
      checked: 4000,
      checkMs: 40,
      ...limits,
    };
  }

  /** Takes what was fetched; returns at once. */
  push(records: readonly ConsumedRecord[]): void {
    const { checked, checkMs } = this.#limits;
    this.#seen += records.length;
    // the newest count: of a batch that is more than can be looked at, its end
    const first = Math.max(0, records.length - Math.max(0, checked - this.#checked));
    this.#skip(first);
    for (let at = first; at < records.length; at++) {
      if (this.#checkedMs >= checkMs) return this.#skip(records.length - at);
      this.#check(records[at]!);
    }
  }

  /** What came since the last call; counting begins anew. */
  tick(): TailTick {
    const tick = {
      records: this.#kept,
      seen: this.#seen,
      dropped: this.#dropped,
      unchecked: this.#unchecked,
    };
    this.#kept = [];
    this.#bytes =
      this.#seen =
      this.#dropped =
      this.#unchecked =
        0;
    this.#checked = this.#checkedMs = 0;
    return tick;
  }

  #skip(count: number): void {
    this.#unchecked += count;
    this.#dropped += count;
  }

  #check(record: ConsumedRecord): void {
    this.#checked++;
    const startMs = performance.now();
    const passes = this.#matcher.passes(record);
    this.#checkedMs += performance.now() - startMs;
    if (passes === true) this.#keep(record);
    else if (passes !== false) {
      // a registry decodes it first
      passes.then((passed) => passed && this.#keep(record), () => this.#skip(1));
    }
  }

  #keep(record: ConsumedRecord): void {
    this.#kept.push(record);
    this.#bytes += sizeOf(record);
    while (
      this.#kept.length > this.#limits.records ||
      (this.#bytes > this.#limits.bytes && this.#kept.length > 1)
    ) {
      this.#bytes -= sizeOf(this.#kept.shift()!);
      this.#dropped++;
    }
  }
}
