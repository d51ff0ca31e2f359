import type { Gauge, Labels, Meter } from "../core/mod.ts";
import { metric } from "./meter.ts";
import type { MetricName } from "./metrics_table.ts";

interface Shown {
  readonly labels: Labels;
  value: number;
  pass: number;
}

/** A gauge whose series are those of the last pass: what a pass doesn't set is dropped. */
export class Series {
  readonly #gauge: Gauge;
  readonly #shown = new Map<string, Shown>();
  #pass = 0;

  /** Series of one metric of the table. */
  constructor(meter: Meter, name: MetricName) {
    this.#gauge = meter.gauge(metric(name));
  }

  /** Sets a value in this pass; of thousands, few have changed since the last one. */
  set(value: number | bigint, labels: Labels): void {
    const number = Number(value);
    const key = Object.values(labels).join("\0");
    const shown = this.#shown.get(key);
    if (shown === undefined) this.#shown.set(key, { labels, value: number, pass: this.#pass });
    else shown.pass = this.#pass;
    if (shown?.value === number) return;
    if (shown !== undefined) shown.value = number;
    this.#gauge.set(number, labels);
  }

  /** Ends the pass and drops the series that it didn't set. */
  endPass(): void {
    for (const [key, { labels, pass }] of this.#shown) {
      if (pass === this.#pass) continue;
      this.#gauge.remove(labels);
      this.#shown.delete(key);
    }
    this.#pass += 1;
  }
}
