import type { InstrumentOptions, Labels, Meter } from "../../core/mod.ts";

/** One measurement on its way between threads. */
export interface Measurement {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly options: InstrumentOptions & { readonly buckets?: readonly number[] };
  /** `undefined` removes a gauge's series. */
  readonly value: number | undefined;
  readonly labels: Labels;
}

/** A meter for a Worker: it keeps measurements until they are taken to the thread that serves them. */
export class RelayMeter implements Meter {
  #waiting: Measurement[] = [];

  counter(options: InstrumentOptions) {
    return {
      add: (value: number, labels: Labels = {}) =>
        void this.#waiting.push({ kind: "counter", options, value, labels }),
    };
  }

  gauge(options: InstrumentOptions) {
    return {
      set: (value: number, labels: Labels = {}) =>
        void this.#waiting.push({ kind: "gauge", options, value, labels }),
      remove: (labels: Labels) =>
        void this.#waiting.push({ kind: "gauge", options, value: undefined, labels }),
    };
  }

  histogram(options: Measurement["options"]) {
    return {
      observe: (value: number, labels: Labels = {}) =>
        void this.#waiting.push({ kind: "histogram", options, value, labels }),
    };
  }

  /** Everything measured since the last call. */
  drain(): Measurement[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}

/** Measures again, on a real meter, what a relay meter kept. */
export function replayMeasurements(meter: Meter, measurements: readonly Measurement[]): void {
  for (const { kind, options, value, labels } of measurements) {
    if (kind === "counter") meter.counter(options).add(value!, labels);
    else if (kind === "histogram") meter.histogram(options).observe(value!, labels);
    else if (value === undefined) meter.gauge(options).remove(labels);
    else meter.gauge(options).set(value, labels);
  }
}
