/** What was counted of processed events; plain data, so that it crosses threads and adds up. */
export interface EventStatistics {
  /** Events processed. */
  readonly events: number;
  /** Alerts raised. */
  readonly alerts: number;
  /** Sum of all values. */
  readonly value: number;
  /** Counts by dimension and name: `{ type: { purchase: 3 } }`. */
  readonly counts: Readonly<Record<StatisticsDimension, Readonly<Record<string, number>>>>;
}

/** What events are counted by. */
export type StatisticsDimension = "type" | "status" | "risk" | "category" | "city" | "device";

/** The dimensions, in the order in which they are shown. */
export const STATISTICS_DIMENSIONS: readonly StatisticsDimension[] = [
  "type",
  "status",
  "risk",
  "category",
  "city",
  "device",
];

/** One event as the statistics see it. */
export interface StatisticsEntry {
  /** What it is worth. */
  readonly value: number;
  /** How many alerts it raised. */
  readonly alerts: number;
  /** Its name in each dimension; a dimension it lacks is left out. */
  readonly names: Readonly<Partial<Record<StatisticsDimension, string>>>;
}

/** Statistics of no event. */
export function noStatistics(): EventStatistics {
  return { events: 0, alerts: 0, value: 0, counts: emptyCounts() };
}

/** Adds up statistics that were counted apart. */
export function mergeStatistics(parts: Iterable<EventStatistics>): EventStatistics {
  const counter = new StatisticsCounter();
  for (const part of parts) counter.merge(part);
  return counter.snapshot();
}

/** Counts events as they are processed. */
export class StatisticsCounter {
  #events = 0;
  #alerts = 0;
  #value = 0;
  readonly #counts = emptyCounts();

  /** Counts one event. */
  add(entry: StatisticsEntry): void {
    this.#events++;
    this.#alerts += entry.alerts;
    this.#value += entry.value;
    for (const dimension of STATISTICS_DIMENSIONS) {
      const name = entry.names[dimension];
      if (name !== undefined) this.#grow(dimension, name, 1);
    }
  }

  /** Adds what was counted elsewhere. */
  merge(part: EventStatistics): void {
    this.#events += part.events;
    this.#alerts += part.alerts;
    this.#value += part.value;
    for (const dimension of STATISTICS_DIMENSIONS) {
      for (const [name, count] of Object.entries(part.counts[dimension])) {
        this.#grow(dimension, name, count);
      }
    }
  }

  /** What was counted so far; a copy. */
  snapshot(): EventStatistics {
    return {
      events: this.#events,
      alerts: this.#alerts,
      value: Math.round(this.#value * 100) / 100,
      counts: structuredClone(this.#counts),
    };
  }

  #grow(dimension: StatisticsDimension, name: string, by: number): void {
    const counts = this.#counts[dimension];
    counts[name] = (Object.hasOwn(counts, name) ? counts[name]! : 0) + by;
  }
}

function emptyCounts(): Record<StatisticsDimension, Record<string, number>> {
  return { type: {}, status: {}, risk: {}, category: {}, city: {}, device: {} };
}
