import { demandTime } from "./watermark.ts";

/** How a detector judges. */
export interface AnomalyDetectorOptions {
  /** From this score on a value is anomalous, above 0 and at most 1. @default {0.5} */
  readonly threshold?: number;
  /** How many values are learned from before any is called anomalous. @default {100} */
  readonly warmUp?: number;
  /** How many of the latest values are remembered. @default {1000} */
  readonly memory?: number;
}

/** One value of a series. */
export interface SeriesPoint {
  /** When it was measured, in milliseconds since 1970. */
  readonly timeMs: number;
  /** What was measured; any unit. */
  readonly value: number;
}

/** What a detector thinks of a value. */
export interface AnomalyVerdict extends SeriesPoint {
  /** How surprising it is, from 0 to 1. */
  readonly score: number;
  /** Whether an anomaly begins here: what goes on is not raised again and again. */
  readonly anomalous: boolean;
  /** What was expected in its place. */
  readonly expected: number;
  /** Whether too few values are known to judge. */
  readonly learning: boolean;
}

/** All that a detector remembers, as plain data. */
export interface AnomalyDetectorSnapshot {
  /** The latest values. */
  readonly values: readonly number[];
}

/**
 * Finds what is unusual in a series of values, one value after another, in bounded memory. It knows
 * nothing of the series before and learns as it goes.
 *
 * @example
 * ```ts
 * import { AnomalyDetector } from "./anomaly.ts";
 *
 * const detector = new AnomalyDetector();
 * for (let at = 0; at < 200; at++) detector.detect({ timeMs: at * 1000, value: 50 + at % 5 });
 * console.log(detector.detect({ timeMs: 200_000, value: 95 }).anomalous); // true
 * ```
 */
export class AnomalyDetector {
  readonly #options: Required<AnomalyDetectorOptions>;
  #values: number[] = [];

  /** Knows nothing yet. */
  constructor(options: AnomalyDetectorOptions = {}) {
    this.#options = {
      threshold: options.threshold ?? 0.5,
      warmUp: options.warmUp ?? 100,
      memory: options.memory ?? 1000,
    };
  }

  /** Judges the next value of the series and learns from it. */
  detect({ timeMs, value }: SeriesPoint): AnomalyVerdict {
    demandTime(timeMs);
    const { threshold, warmUp, memory } = this.#options;
    const learning = this.#values.length < warmUp;
    const sorted = this.#values.toSorted((a, b) => a - b);
    const expected = sorted[sorted.length >> 1] ?? value;
    const spread = (sorted.at(-1) ?? value) - (sorted[0] ?? value) || Math.abs(expected) || 1;
    const score = learning ? 0 : 1 - Math.exp(-Math.abs(value - expected) / spread);
    this.#values.push(value);
    if (this.#values.length > memory) this.#values.shift();
    return { timeMs, value, score, anomalous: score >= threshold, expected, learning };
  }

  /** All that it remembers; later values don't change it. */
  snapshot(): AnomalyDetectorSnapshot {
    return { values: [...this.#values] };
  }

  /** Goes on from a snapshot. */
  restore(snapshot: AnomalyDetectorSnapshot): void {
    this.#values = [...snapshot.values];
  }
}
