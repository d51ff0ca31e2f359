import type { Gauge, Labels, Meter } from "../core/mod.ts";
import { metric } from "./meter.ts";
import type { MetricName } from "./metrics_table.ts";

/** A gauge whose series are those of the last pass: what a pass doesn't set is dropped. */
export class Series {
  readonly #gauge: Gauge;
  #last = new Map<string, Labels>();
  #current = new Map<string, Labels>();

  /** Series of one metric of the table. */
  constructor(meter: Meter, name: MetricName) {
    this.#gauge = meter.gauge(metric(name));
  }

  /** Sets a value in this pass. */
  set(value: number | bigint, labels: Labels): void {
    this.#gauge.set(Number(value), labels);
    this.#current.set(JSON.stringify(Object.values(labels)), labels);
  }

  /** Ends the pass and drops the series that it didn't set. */
  endPass(): void {
    for (const [key, labels] of this.#last) {
      if (!this.#current.has(key)) this.#gauge.remove(labels);
    }
    this.#last = this.#current;
    this.#current = new Map();
  }
}
