import { Watermark, type WatermarkOptions, type WatermarkSnapshot } from "./watermark.ts";
import type {
  TimedRecord,
  WindowCounts,
  WindowOptions,
  WindowResult,
  WindowsSnapshot,
} from "./window_types.ts";
import { WindowedAggregation } from "./windows.ts";

/** What came of a record. */
export interface WindowedStep<R> {
  /** The windows that are final by now. */
  readonly results: readonly WindowResult<R>[];
  /** Whether the record came too late for each of its windows. */
  readonly late: boolean;
}

/** All that a stream remembers, as plain data: to be stored together with the offsets. */
export interface WindowedStreamSnapshot<S> {
  /** How far event time has come. */
  readonly watermark: WatermarkSnapshot;
  /** The open windows. */
  readonly windows: WindowsSnapshot<S>;
}

/**
 * Windows over the records of several partitions: the watermark and the windows in one, with one
 * snapshot. Who stores that with the offsets of the same moment can be killed anywhere: read again
 * from there, the same windows have the same results. Those of between are given again, so readers
 * should know a result by its key and beginning.
 *
 * @example
 * ```ts
 * import { count } from "./aggregations.ts";
 * import { WindowedStream } from "./windowed_stream.ts";
 *
 * const stream = new WindowedStream({
 *   windows: { kind: "tumbling", sizeMs: 60_000 },
 *   aggregation: count(),
 *   outOfOrdernessMs: 5_000,
 * });
 * stream.assign(["user-events-0"]);
 * stream.process("user-events-0", { key: "purchase", timeMs: 10_000, value: 120 });
 * const { results } = stream.process("user-events-0", { key: "click", timeMs: 65_000, value: 0 });
 * console.log(results[0]?.key, results[0]?.value); // purchase 1
 * ```
 */
export class WindowedStream<V, S, R> {
  readonly #watermark: Watermark;
  readonly #windows: WindowedAggregation<V, S, R>;

  /**
   * No window is open yet.
   *
   * @throws {WorkshopError} code `WINDOW_INVALID` or `WATERMARK_INVALID` for options that can't be
   */
  constructor(options: WindowOptions<V, S, R> & WatermarkOptions) {
    this.#watermark = new Watermark(options);
    this.#windows = new WindowedAggregation(options);
  }

  /** How far event time has come, in milliseconds since 1970; `-Infinity` before it is known. */
  get watermarkMs(): number {
    return this.#watermark.currentMs;
  }

  /** Where the records went. */
  get counts(): WindowCounts {
    return this.#windows.counts;
  }

  /** How many windows are open. */
  get openWindows(): number {
    return this.#windows.openWindows;
  }

  /** Partitions that will have records: none may be passed over before it was heard of. */
  assign(partitions: Iterable<string>, nowMs?: number): void {
    this.#watermark.assign(partitions, nowMs);
  }

  /** Partitions that others have now; gives what is final without them. */
  revoke(partitions: Iterable<string>): readonly WindowResult<R>[] {
    return this.#windows.advance(this.#watermark.revoke(partitions));
  }

  /**
   * Takes a record of a partition.
   *
   * @throws {WorkshopError} code `EVENT_TIME_INVALID` when its time is no finite number
   */
  process(partition: string, record: TimedRecord<V>, nowMs?: number): WindowedStep<R> {
    const late = this.#windows.add(record) === "late";
    const watermarkMs = this.#watermark.observe(partition, record.timeMs, nowMs);
    return { results: this.#windows.advance(watermarkMs), late };
  }

  /** Leaves out partitions that have been silent for too long by now; gives what is final by that. */
  checkIdle(nowMs: number): readonly WindowResult<R>[] {
    return this.#windows.advance(this.#watermark.checkIdle(nowMs));
  }

  /** The end of the input: gives the results of all open windows. */
  flush(): readonly WindowResult<R>[] {
    return this.#windows.flush();
  }

  /** All that it remembers; later records don't change it. */
  snapshot(): WindowedStreamSnapshot<S> {
    return { watermark: this.#watermark.snapshot(), windows: this.#windows.snapshot() };
  }

  /** Goes on from a snapshot. */
  restore(snapshot: WindowedStreamSnapshot<S>): void {
    this.#watermark.restore(snapshot.watermark);
    this.#windows.restore(snapshot.windows);
  }
}
