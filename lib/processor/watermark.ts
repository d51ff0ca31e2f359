import { WorkshopError } from "../core/mod.ts";

/** How far a stream may be out of order. */
export interface WatermarkOptions {
  /** By how much a record's time may be before the latest one of its partition, in milliseconds. */
  readonly outOfOrdernessMs: number;
  /**
   * After how long without a record a partition no longer holds the others back, in milliseconds of
   * the time that is handed in as now.
   * @default {Infinity}
   */
  readonly idleAfterMs?: number;
  /**
   * How far ahead of now a record's time may be and still move the watermark, in milliseconds: one
   * clock that is a day ahead must not make everybody else late.
   * @default {Infinity}
   */
  readonly maxAheadMs?: number;
}

/** What a watermark knows of one partition; times that are not known are null. */
export interface PartitionWatermark {
  /** Latest event time seen. */
  readonly latestMs: number | null;
  /** When its last record was seen, in the time handed in as now. */
  readonly seenAtMs: number | null;
  /** Whether it is left out until its next record. */
  readonly idle: boolean;
}

/** All that a watermark remembers, as plain data. */
export interface WatermarkSnapshot {
  /** The watermark, null before there is one. */
  readonly watermarkMs: number | null;
  /** The partitions by name. */
  readonly partitions: Readonly<Record<string, PartitionWatermark>>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * How far event time has come: no record earlier than this is expected any more. Each partition's
 * own is its latest time less the out-of-orderness; the whole has the least of them, leaves idle
 * partitions out, and never goes back. It knows no clock: event times, and now where it matters, are
 * handed in.
 *
 * @example
 * ```ts
 * import { Watermark } from "./watermark.ts";
 *
 * const watermark = new Watermark({ outOfOrdernessMs: 10 });
 * watermark.assign(["orders-0", "orders-1"]);
 * watermark.observe("orders-0", 100);
 * console.log(watermark.currentMs); // -Infinity: nothing is known of orders-1
 * console.log(watermark.observe("orders-1", 70)); // 60
 * ```
 */
export class Watermark {
  readonly #outOfOrdernessMs: number;
  readonly #idleAfterMs: number;
  readonly #maxAheadMs: number;
  readonly #partitions = new Map<string, Mutable<PartitionWatermark>>();
  #currentMs = -Infinity;

  /**
   * Knows no partition yet.
   *
   * @throws {WorkshopError} code `WATERMARK_INVALID` for a negative out-of-orderness
   */
  constructor(options: WatermarkOptions) {
    this.#outOfOrdernessMs = options.outOfOrdernessMs;
    this.#idleAfterMs = options.idleAfterMs ?? Infinity;
    this.#maxAheadMs = options.maxAheadMs ?? Infinity;
    if (!(this.#outOfOrdernessMs >= 0 && this.#idleAfterMs > 0 && this.#maxAheadMs >= 0)) {
      throw new WorkshopError(
        "A watermark needs an out-of-orderness and a time ahead of 0 ms or more, and an idle time " +
          "above 0 ms",
        { code: "WATERMARK_INVALID" },
      );
    }
  }

  /** The watermark in milliseconds since 1970; `-Infinity` before there is one. */
  get currentMs(): number {
    return this.#currentMs;
  }

  /** The partitions that are known. */
  get partitions(): readonly string[] {
    return [...this.#partitions.keys()];
  }

  /**
   * Partitions that will have records: none of them may be passed over before it was heard of. With
   * `nowMs` one that stays silent becomes idle in time.
   */
  assign(partitions: Iterable<string>, nowMs?: number): void {
    for (const name of partitions) this.#partition(name, nowMs ?? null);
  }

  /** Partitions that others have now; gives the watermark, which they no longer hold back. */
  revoke(partitions: Iterable<string>): number {
    for (const name of partitions) this.#partitions.delete(name);
    return this.#advance();
  }

  /** Notes the event time of a record and gives the watermark; what is ahead is judged by `nowMs`. */
  observe(partition: string, timeMs: number, nowMs?: number): number {
    demandTime(timeMs);
    const state = this.#partition(partition, null);
    const isAhead = nowMs !== undefined && timeMs > nowMs + this.#maxAheadMs;
    if (!isAhead) state.latestMs = Math.max(state.latestMs ?? timeMs, timeMs);
    if (nowMs !== undefined) state.seenAtMs = nowMs;
    state.idle = false;
    return this.#advance();
  }

  /** Leaves a partition out until its next record, and gives the watermark. */
  markIdle(partition: string): number {
    this.#partition(partition, null).idle = true;
    return this.#advance();
  }

  /** Leaves out what has been silent for too long by now, and gives the watermark. */
  checkIdle(nowMs: number): number {
    for (const state of this.#partitions.values()) {
      state.seenAtMs ??= nowMs;
      if (nowMs - state.seenAtMs >= this.#idleAfterMs) state.idle = true;
    }
    return this.#advance();
  }

  /** All that it remembers; later records don't change it. */
  snapshot(): WatermarkSnapshot {
    return {
      watermarkMs: this.#currentMs === -Infinity ? null : this.#currentMs,
      partitions: Object.fromEntries(
        [...this.#partitions].map(([name, state]) => [name, { ...state }]),
      ),
    };
  }

  /** Goes on from a snapshot. */
  restore(snapshot: WatermarkSnapshot): void {
    this.#currentMs = snapshot.watermarkMs ?? -Infinity;
    this.#partitions.clear();
    for (const [name, state] of Object.entries(snapshot.partitions)) {
      this.#partitions.set(name, { ...state });
    }
  }

  #partition(name: string, seenAtMs: number | null): Mutable<PartitionWatermark> {
    let state = this.#partitions.get(name);
    if (state === undefined) {
      this.#partitions.set(name, state = { latestMs: null, seenAtMs, idle: false });
    }
    return state;
  }

  #advance(): number {
    let least = Infinity;
    for (const { latestMs, idle } of this.#partitions.values()) {
      if (!idle) least = Math.min(least, latestMs ?? -Infinity);
    }
    // With nothing but idle partitions it stays where it is: their silence says nothing of time.
    if (least !== Infinity) {
      this.#currentMs = Math.max(this.#currentMs, least - this.#outOfOrdernessMs);
    }
    return this.#currentMs;
  }
}

/** @throws {WorkshopError} code `EVENT_TIME_INVALID` for what is no time */
export function demandTime(timeMs: number): void {
  if (Number.isFinite(timeMs)) return;
  throw new WorkshopError(
    `An event has the time ${timeMs}: milliseconds since 1970 are needed, so check how it is read`,
    { code: "EVENT_TIME_INVALID" },
  );
}
