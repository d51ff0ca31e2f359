import {
  AnomalyDetector,
  type AnomalyDetectorOptions,
  type AnomalyDetectorSnapshot,
  type AnomalyVerdict,
  type SeriesPoint,
} from "./anomaly.ts";

/** How many series are watched, and how each is judged. */
export interface SeriesDetectorsOptions extends AnomalyDetectorOptions {
  /** Most series remembered; the one not heard of for longest goes. @default {1000} */
  readonly maxSeries?: number;
}

/** One detector for each of many series, such as a metric of a host, in bounded memory. */
export class SeriesDetectors {
  readonly #options: SeriesDetectorsOptions;
  readonly #detectors = new Map<string, AnomalyDetector>();

  /** Knows no series yet. */
  constructor(options: SeriesDetectorsOptions = {}) {
    this.#options = options;
  }

  /** The series that are remembered, the one heard of last at the end. */
  get series(): readonly string[] {
    return [...this.#detectors.keys()];
  }

  /**
   * Judges the next value of a series and learns from it.
   *
   * @throws {WorkshopError} code `EVENT_TIME_INVALID` or `VALUE_INVALID` for what is no finite number
   */
  detect(series: string, point: SeriesPoint): AnomalyVerdict {
    const detector = this.#detectors.get(series) ?? new AnomalyDetector(this.#options);
    const verdict = detector.detect(point);
    this.#detectors.delete(series);
    this.#detectors.set(series, detector);
    if (this.#detectors.size > (this.#options.maxSeries ?? 1000)) {
      this.#detectors.delete(this.#detectors.keys().next().value!);
    }
    return verdict;
  }

  /** All that is remembered, by series, as plain data. */
  snapshot(): readonly (readonly [series: string, snapshot: AnomalyDetectorSnapshot])[] {
    return [...this.#detectors].map(([series, detector]) => [series, detector.snapshot()]);
  }

  /** Goes on from a snapshot of detectors with the same options. */
  restore(snapshot: ReturnType<SeriesDetectors["snapshot"]>): void {
    this.#detectors.clear();
    for (const [series, stored] of snapshot) {
      const detector = new AnomalyDetector(this.#options);
      detector.restore(stored);
      this.#detectors.set(series, detector);
    }
  }
}
