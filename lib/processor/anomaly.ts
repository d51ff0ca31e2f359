import { WorkshopError } from "../core/mod.ts";
import { NoveltyMemory, type NoveltySnapshot } from "./novelty_memory.ts";
import { demandTime } from "./watermark.ts";

/** How a detector judges. */
export interface AnomalyDetectorOptions {
  /**
   * How many of all values may be called surprising in a series in which nothing changes, above 0
   * and below 1.
   * @default {0.001}
   */
  readonly falseAlarmRate?: number;
  /** How many values are learned from before any is called anomalous, at least 20. @default {100} */
  readonly warmUp?: number;
  /** How many of the latest values are remembered, more than the warm-up. @default {3000} */
  readonly memory?: number;
  /** So many values alike are no longer new, at least 1. @default {3} */
  readonly neighbours?: number;
  /** Over how many of the latest values means are looked at; 1 is the value itself. @default {[1, 4]} */
  readonly spans?: readonly number[];
  /** How many unsurprising values end an anomaly, so that the next surprise is another. @default {12} */
  readonly quietFor?: number;
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
  /** How surprising it is, from 0 to 1; above 0.5 it is called so. */
  readonly score: number;
  /** Whether it is surprising. */
  readonly surprising: boolean;
  /** Whether an anomaly begins here: while it goes on, no other is raised. */
  readonly anomalous: boolean;
  /** What is usual: the median of the remembered values. */
  readonly expected: number;
  /** Whether too few values are known to judge. */
  readonly learning: boolean;
}

/** All that a detector remembers, as plain data. */
export interface AnomalyDetectorSnapshot {
  /** The latest values, as many as the longest span has. */
  readonly latest: readonly number[];
  /** One memory a span. */
  readonly memories: readonly NoveltySnapshot[];
  /** Values since the last surprise; null before the first. */
  readonly sinceSurprise: number | null;
}

/**
 * Finds what is unusual in a series of values, one value after another in the order of time. It knows
 * nothing of the series before, learns as it goes, and takes no more memory than it is given.
 *
 * A value is surprising when it, or the mean of the latest few, is farther from what is remembered
 * than all but a small share of the remembered values are from each other. So peaks that come again
 * and again are familiar, and a middling value that never was is not; unit, scale and distribution
 * do not matter. What it can't see is a usual value at an unusual time.
 *
 * @example
 * ```ts
 * import { AnomalyDetector } from "./anomaly.ts";
 *
 * const detector = new AnomalyDetector();
 * for (let at = 0; at < 200; at++) detector.detect({ timeMs: at * 1000, value: 50 + at % 5 });
 * const { anomalous, expected } = detector.detect({ timeMs: 200_000, value: 95 });
 * console.log(anomalous, expected); // true 52
 * ```
 */
export class AnomalyDetector {
  readonly #options: Required<AnomalyDetectorOptions>;
  readonly #memories: readonly { readonly span: number; readonly memory: NoveltyMemory }[];
  readonly #longest: number;
  #latest: number[] = [];
  #sinceSurprise = Infinity;

  /**
   * Knows nothing yet.
   *
   * @throws {WorkshopError} code `DETECTOR_INVALID` for options that can't be
   */
  constructor(options: AnomalyDetectorOptions = {}) {
    const {
      falseAlarmRate = 0.001,
      warmUp = 100,
      memory = 3000,
      neighbours = 3,
      spans = [1, 4],
      quietFor = 12,
    } = options;
    this.#options = { falseAlarmRate, warmUp, memory, neighbours, spans, quietFor };
    demandValid(this.#options);
    const rate = falseAlarmRate / spans.length;
    this.#longest = Math.max(...spans);
    this.#memories = spans.map((span) => ({
      span,
      memory: new NoveltyMemory({ size: memory, neighbours, rate }),
    }));
  }

  /**
   * Judges the next value of the series and learns from it.
   *
   * @throws {WorkshopError} code `EVENT_TIME_INVALID` or `VALUE_INVALID` for what is no finite number
   */
  detect({ timeMs, value }: SeriesPoint): AnomalyVerdict {
    demandTime(timeMs);
    demandValue(value);
    this.#latest.push(value);
    if (this.#latest.length > this.#longest) this.#latest.shift();
    const { warmUp, quietFor } = this.#options;
    const expected = this.#memories[0]!.memory.median ?? value;
    const learning = this.#memories.some(({ memory }) => memory.count < warmUp);
    const score = Math.max(...this.#memories.map((each) => this.#score(each)));
    const surprising = score > 0.5;
    const anomalous = surprising && this.#sinceSurprise >= quietFor;
    this.#sinceSurprise = surprising ? 0 : this.#sinceSurprise + 1;
    return { timeMs, value, score, surprising, anomalous, expected, learning };
  }

  /** All that it remembers; later values don't change it. */
  snapshot(): AnomalyDetectorSnapshot {
    return {
      latest: [...this.#latest],
      memories: this.#memories.map(({ memory }) => memory.snapshot()),
      sinceSurprise: this.#sinceSurprise === Infinity ? null : this.#sinceSurprise,
    };
  }

  /** Goes on from a snapshot of a detector with the same options. */
  restore(snapshot: AnomalyDetectorSnapshot): void {
    this.#latest = [...snapshot.latest];
    this.#memories.forEach(({ memory }, at) => memory.restore(snapshot.memories[at]!));
    this.#sinceSurprise = snapshot.sinceSurprise ?? Infinity;
  }

  #score({ span, memory }: { readonly span: number; readonly memory: NoveltyMemory }): number {
    if (this.#latest.length < span) return 0;
    const mean = this.#latest.slice(-span).reduce((sum, value) => sum + value, 0) / span;
    const { distance, limit } = memory.judge(mean);
    const judged = memory.count >= this.#options.warmUp;
    memory.learn(mean);
    return judged && distance > 0 ? distance / (distance + limit) : 0;
  }
}

function demandValue(value: number): void {
  if (Number.isFinite(value)) return;
  throw new WorkshopError(
    `A series has the value ${value}: leave out what was not measured, for it is no number`,
    { code: "VALUE_INVALID" },
  );
}

function demandValid(options: Required<AnomalyDetectorOptions>): void {
  const { falseAlarmRate, warmUp, memory, neighbours, spans, quietFor } = options;
  const counts = [warmUp, memory, neighbours, ...spans];
  const valid = falseAlarmRate > 0 && falseAlarmRate < 1 && spans.length > 0 &&
    counts.every((count) => Number.isInteger(count) && count >= 1) &&
    warmUp >= 20 && memory > warmUp && neighbours < warmUp && quietFor >= 0;
  if (valid) return;
  throw new WorkshopError(
    `A detector can't be made of ${JSON.stringify(options)}: the rate is between 0 and 1, counts ` +
      "are whole numbers of 1 and more, the warm-up is at least 20 and less than the memory",
    { code: "DETECTOR_INVALID" },
  );
}
