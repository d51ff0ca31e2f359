/** The values of an instrument's labels; their names are given when it is made. */
export type Labels = Readonly<Record<string, string | number>>;

/** What an instrument is called and which labels it has. */
export interface InstrumentOptions {
  /** The metric's name with its unit suffix: `processor_duration_seconds`. */
  readonly name: string;
  /** One sentence that says what is measured, for `# HELP`. */
  readonly help: string;
  /** The names of its labels. @default {[]} */
  readonly labels?: readonly string[];
}

/** A number that only grows. */
export interface Counter {
  /** Adds `amount`, which is not negative. */
  add(amount: number, labels?: Labels): void;
}

/** A number that is set. */
export interface Gauge {
  /** Sets the series of these labels. */
  set(value: number, labels?: Labels): void;
  /** Drops the series of these labels: a partition that is gone. */
  remove(labels: Labels): void;
}

/** A distribution of observed values. */
export interface Histogram {
  /** Counts one value in its bucket. */
  observe(value: number, labels?: Labels): void;
}

/** Where a part of the system gets its instruments; asking twice for a name gives the same one. */
export interface Meter {
  /** A counter; its name ends in `_total`. */
  counter(options: InstrumentOptions): Counter;
  /** A gauge. */
  gauge(options: InstrumentOptions): Gauge;
  /** A histogram; buckets are upper bounds in its unit. */
  histogram(options: InstrumentOptions & { readonly buckets?: readonly number[] }): Histogram;
}

/** Measures nothing. */
export const nullMeter: Meter = {
  counter: () => ({ add() {} }),
  gauge: () => ({ set() {}, remove() {} }),
  histogram: () => ({ observe() {} }),
};
