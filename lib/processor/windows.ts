import { WorkshopError } from "../core/mod.ts";
import { FixedWindows } from "./fixed_windows.ts";
import { SessionWindows } from "./session_windows.ts";
import { demandTime } from "./watermark.ts";
import type {
  OpenWindow,
  TimedRecord,
  WindowCounts,
  WindowKind,
  WindowOptions,
  WindowResult,
  WindowsSnapshot,
  WindowStore,
} from "./window_types.ts";

/** After every event: finite, so that it can be kept in a snapshot. */
const END_OF_TIME_MS = Number.MAX_SAFE_INTEGER;

/**
 * Aggregates records in windows of event time, by key. A window's one result is given when the
 * watermark has passed its end and the grace, and a record that comes later changes nothing: it is
 * counted and handed to the side output. Shuffled inside the grace, records give the same results in
 * the same order.
 *
 * A session takes a record as long as it is no more than the grace behind the watermark, or lies
 * within an open session: what has been given as ended was a whole session.
 *
 * @example
 * ```ts
 * import { sum } from "./aggregations.ts";
 * import { WindowedAggregation } from "./windows.ts";
 *
 * const perMinute = new WindowedAggregation({
 *   windows: { kind: "tumbling", sizeMs: 60_000 },
 *   aggregation: sum(),
 * });
 * perMinute.add({ key: "Medan", timeMs: 61_000, value: 5 });
 * perMinute.add({ key: "Medan", timeMs: 62_000, value: 7 });
 * console.log(perMinute.advance(119_999).length); // 0
 * console.log(perMinute.advance(120_000)[0]?.value); // 12
 * ```
 */
export class WindowedAggregation<V, S, R> {
  readonly #options: WindowOptions<V, S, R>;
  readonly #graceMs: number;
  readonly #store: WindowStore<V, S>;
  #watermarkMs = -Infinity;
  #counts = { taken: 0, late: 0, missedWindows: 0, results: 0 };

  /**
   * No window is open yet.
   *
   * @throws {WorkshopError} code `WINDOW_INVALID` for a size, advance, gap or grace that can't be
   */
  constructor(options: WindowOptions<V, S, R>) {
    demandValid(options.windows, options.graceMs ?? 0);
    this.#options = options;
    this.#graceMs = options.graceMs ?? 0;
    this.#store = options.windows.kind === "session"
      ? new SessionWindows(options.windows.gapMs, options.aggregation)
      : new FixedWindows(options.windows, options.aggregation);
  }

  /** Where the records went so far. */
  get counts(): WindowCounts {
    return { ...this.#counts };
  }

  /** How many windows are open. */
  get openWindows(): number {
    return this.#store.size;
  }

  /**
   * Puts a record into its windows and says whether any took it; a record is judged by the watermark
   * that was last advanced to.
   *
   * @throws {WorkshopError} code `EVENT_TIME_INVALID` when its time is no finite number
   */
  add(record: TimedRecord<V>): "taken" | "late" {
    demandTime(record.timeMs);
    const { taken, missed } = this.#store.add(record, this.#watermarkMs - this.#graceMs);
    if (taken > 0) {
      this.#counts.taken++;
      this.#counts.missedWindows += missed;
      return "taken";
    }
    this.#counts.late++;
    this.#options.onLate?.(record, this.#watermarkMs);
    return "late";
  }

  /**
   * Moves on to a watermark, and gives the results of the windows that are final by it: ordered by
   * end, beginning and key. A watermark before the last one changes nothing.
   */
  advance(watermarkMs: number): WindowResult<R>[] {
    this.#watermarkMs = Math.max(this.#watermarkMs, watermarkMs);
    const closed = this.#store.close(this.#watermarkMs - this.#graceMs).sort(byEndStartKey);
    this.#counts.results += closed.length;
    return closed.map(({ state, ...window }) => ({
      ...window,
      value: this.#options.aggregation.result(state),
    }));
  }

  /** The end of the input: gives the results of all open windows; what comes after it is late. */
  flush(): WindowResult<R>[] {
    return this.advance(END_OF_TIME_MS);
  }

  /** All that it remembers; later records don't change it. */
  snapshot(): WindowsSnapshot<S> {
    return structuredClone({
      counts: this.#counts,
      watermarkMs: this.#watermarkMs === -Infinity ? null : this.#watermarkMs,
      open: this.#store.all(),
    });
  }

  /** Goes on from a snapshot. */
  restore(snapshot: WindowsSnapshot<S>): void {
    const { counts, watermarkMs, open } = structuredClone(snapshot);
    this.#counts = counts;
    this.#watermarkMs = watermarkMs ?? -Infinity;
    this.#store.restore(open);
  }
}

function byEndStartKey(a: OpenWindow<unknown>, b: OpenWindow<unknown>): number {
  return a.endMs - b.endMs || a.startMs - b.startMs || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function demandValid(windows: WindowKind, graceMs: number): void {
  const { kind } = windows;
  const lengths = kind === "session"
    ? [windows.gapMs]
    : kind === "hopping"
    ? [windows.sizeMs, windows.advanceMs]
    : [windows.sizeMs];
  const valid = lengths.every((ms) => ms > 0 && Number.isFinite(ms)) && graceMs >= 0 &&
    (kind !== "hopping" || windows.advanceMs <= windows.sizeMs);
  if (valid) return;
  throw new WorkshopError(
    `A ${kind} window of ${lengths.join(" ms by ")} ms with a grace of ${graceMs} ms can't be: ` +
      "lengths are above 0 ms, an advance is at most the size, a grace is 0 ms or more",
    { code: "WINDOW_INVALID" },
  );
}
