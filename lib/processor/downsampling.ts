import { type Aggregation, type MeanState } from "./aggregations.ts";
import { addExactly, addExactSum, roundedSum } from "./exact_sum.ts";
import type { TimedRecord, WindowCounts, WindowsSnapshot } from "./window_types.ts";
import { WindowedAggregation } from "./windows.ts";

/** What is kept of the values of a stretch of time. */
export interface Summary {
  /** How many values. */
  readonly count: number;
  /** Their sum. */
  readonly sum: number;
  /** The least. */
  readonly min: number;
  /** The greatest. */
  readonly max: number;
  /** The arithmetic mean. */
  readonly mean: number;
  /** The latest by its time; of several at that time the greatest. */
  readonly last: number;
  /** The time of the latest, in milliseconds since 1970. */
  readonly lastMs: number;
}

/** One point of a coarser series. */
export interface Rollup extends Summary {
  /** Which series. */
  readonly key: string;
  /** Length of the step, in milliseconds. */
  readonly stepMs: number;
  /** Beginning of the step, a multiple of its length since 1970. */
  readonly startMs: number;
  /** End of the step, which does not belong to it. */
  readonly endMs: number;
}

/** The state of a summary, as plain data; what is not known yet is null. */
export interface SummaryState extends MeanState {
  /** The least. */
  min: number | null;
  /** The greatest. */
  max: number | null;
  /** The latest value. */
  last: number | null;
  /** Its time. */
  lastMs: number | null;
}

/** Count, sum, least, greatest, mean and latest of the values or of what is selected, in one. */
export function summary<V = number>(
  select: (value: V) => number = Number,
): Aggregation<V, SummaryState, Summary> {
  return {
    empty: () => ({ count: 0, sum: [], min: null, max: null, last: null, lastMs: null }),
    add(state, value, timeMs) {
      const number = select(value);
      addExactly(state.sum, number);
      return widen(state, { count: 1, min: number, max: number, last: number, lastMs: timeMs });
    },
    merge(state, other) {
      addExactSum(state.sum, other.sum);
      return widen(state, other);
    },
    result({ count, sum, min, max, last, lastMs }) {
      const total = roundedSum(sum);
      return {
        count,
        sum: total,
        min: min ?? NaN,
        max: max ?? NaN,
        mean: total / count,
        last: last ?? NaN,
        lastMs: lastMs ?? NaN,
      };
    },
  };
}

/** How series are made coarser. */
export interface DownsamplerOptions {
  /** Lengths of the steps in milliseconds, such as a minute, an hour and a day. */
  readonly stepsMs: readonly number[];
  /** How long after its end, by the watermark, a step still takes values. @default {0} */
  readonly graceMs?: number;
  /** The side output: it is handed each value that came too late for a step. */
  readonly onLate?: (record: TimedRecord<number>, stepMs: number) => void;
}

/** All that a downsampler remembers, as plain data: one entry a step. */
export type DownsamplerSnapshot = readonly WindowsSnapshot<SummaryState>[];

/**
 * Makes series coarser: of every step it keeps count, sum, min, max, mean and last. Each length of
 * step is made from the values themselves, so none inherits the rounding of another.
 *
 * @example
 * ```ts
 * import { Downsampler } from "./downsampling.ts";
 *
 * const cpu = new Downsampler({ stepsMs: [60_000] });
 * for (const [timeMs, value] of [[0, 10], [30_000, 40], [59_999, 25]] as const) {
 *   cpu.add({ key: "web-1 cpu", timeMs, value });
 * }
 * const [minute] = cpu.advance(60_000);
 * console.log(minute?.min, minute?.max, minute?.mean, minute?.last); // 10 40 25 25
 * ```
 */
export class Downsampler {
  readonly #steps: readonly {
    readonly stepMs: number;
    readonly windows: WindowedAggregation<number, SummaryState, Summary>;
  }[];

  /**
   * No step is open yet.
   *
   * @throws {WorkshopError} code `WINDOW_INVALID` for a step or grace that can't be
   */
  constructor({ stepsMs, graceMs = 0, onLate = () => {} }: DownsamplerOptions) {
    this.#steps = stepsMs.toSorted((a, b) => a - b).map((stepMs) => ({
      stepMs,
      windows: new WindowedAggregation({
        windows: { kind: "tumbling", sizeMs: stepMs },
        aggregation: summary(),
        graceMs,
        onLate: (record) => onLate(record, stepMs),
      }),
    }));
  }

  /** How many steps are open, of all lengths and series. */
  get openSteps(): number {
    return this.#steps.reduce((open, { windows }) => open + windows.openWindows, 0);
  }

  /** Adds a value and says whether every length of step took it. */
  add(record: TimedRecord<number>): "taken" | "late" {
    const outcomes = this.#steps.map(({ windows }) => windows.add(record));
    return outcomes.includes("late") ? "late" : "taken";
  }

  /** Where the values went, for a length of step. */
  counts(stepMs: number): WindowCounts | undefined {
    return this.#steps.find((step) => step.stepMs === stepMs)?.windows.counts;
  }

  /** Moves on to a watermark and gives the finished steps, the short ones first. */
  advance(watermarkMs: number): Rollup[] {
    return this.#steps.flatMap(({ stepMs, windows }) =>
      windows.advance(watermarkMs).map(({ key, startMs, endMs, value }) => ({
        key,
        stepMs,
        startMs,
        endMs,
        ...value,
      }))
    );
  }

  /** The end of the input: gives all open steps. */
  flush(): Rollup[] {
    return this.advance(Number.MAX_SAFE_INTEGER);
  }

  /** All that it remembers; later values don't change it. */
  snapshot(): DownsamplerSnapshot {
    return this.#steps.map(({ windows }) => windows.snapshot());
  }

  /** Goes on from a snapshot of a downsampler with the same steps. */
  restore(snapshot: DownsamplerSnapshot): void {
    this.#steps.forEach(({ windows }, at) => windows.restore(snapshot[at]!));
  }
}

/**
 * Makes stored rollups still coarser, ordered by beginning and key. Count, min, max and last are
 * exact; sum and mean are so but for the rounding that the finer ones had.
 */
export function coarser(rollups: Iterable<Rollup>, stepMs: number): Rollup[] {
  const steps = new Map<string, { key: string; startMs: number; state: SummaryState }>();
  for (const { key, startMs: finerMs, sum, ...finer } of rollups) {
    const startMs = Math.floor(finerMs / stepMs) * stepMs;
    const id = `${startMs} ${key}`;
    const step = steps.get(id) ?? { key, startMs, state: summary().empty() };
    addExactly(step.state.sum, sum);
    widen(step.state, finer);
    steps.set(id, step);
  }
  return [...steps.values()]
    .sort((a, b) => a.startMs - b.startMs || (a.key < b.key ? -1 : 1))
    .map(({ key, startMs, state }) => ({
      key,
      stepMs,
      startMs,
      endMs: startMs + stepMs,
      ...summary().result(state),
    }));
}

/** Everything of a summary but its sum. */
function widen(state: SummaryState, other: Omit<SummaryState, "sum">): SummaryState {
  state.count += other.count;
  if (other.lastMs === null) return state;
  state.min = Math.min(state.min ?? Infinity, other.min!);
  state.max = Math.max(state.max ?? -Infinity, other.max!);
  const newer = state.lastMs === null || other.lastMs > state.lastMs;
  if (newer || (other.lastMs === state.lastMs && other.last! > state.last!)) {
    state.last = other.last;
    state.lastMs = other.lastMs;
  }
  return state;
}
