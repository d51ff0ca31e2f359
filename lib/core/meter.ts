/** The values of an instrument's labels; their names are given when it is made. */
export type Labels = Readonly<Record<string, string | number>>;

/** What an instrument is called and which labels it has. */
export interface InstrumentOptions {
  readonly name: string;
  /** One sentence that says what is measured, for `# HELP`. */
  readonly help: string;
  /** @default {[]} */
  readonly labels?: readonly string[];
}

/** A number that only grows. */
export interface Counter {
  add(amount: number, labels?: Labels): void;
}

/** A number that is set. */
export interface Gauge {
  set(value: number, labels?: Labels): void;
  /** Drops the series of these labels: a partition that is gone. */
  remove(labels: Labels): void;
}

/** A distribution of observed values. */
export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

/** Where a part of the system gets its instruments; asking twice for a name gives the same one. */
export interface Meter {
  counter(options: InstrumentOptions): Counter;
  gauge(options: InstrumentOptions): Gauge;
  histogram(options: InstrumentOptions & { readonly buckets?: readonly number[] }): Histogram;
}

/** Measures nothing. */
export const nullMeter: Meter = {
  counter: () => ({ add() {} }),
  gauge: () => ({ set() {}, remove() {} }),
  histogram: () => ({ observe() {} }),
};
