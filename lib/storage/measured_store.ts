import { type Clock, type Meter, systemClock } from "../core/mod.ts";
import type { Store } from "./store.ts";

/** Where the measures of a store go. */
export interface MeasuredStoreOptions {
  /** Where the metrics go. */
  readonly meter: Meter;
  /** Measures durations. @default {systemClock} */
  readonly clock?: Clock;
}

const OPERATIONS = [
  "save",
  "save_all",
  "get",
  "find",
  "count",
  "counters",
  "size",
  "ping",
] as const;

type Measure = <T>(operation: (typeof OPERATIONS)[number], work: () => Promise<T>) => Promise<T>;

/**
 * A store that counts what is done with another and how long it takes, in
 * `persistence_operations_total` and `persistence_duration_seconds`.
 */
export function measuredStore(store: Store, options: MeasuredStoreOptions): Store {
  const measure = measureOf(store.name, options);
  return {
    name: store.name,
    save: (document) => measure("save", () => store.save(document)),
    saveAll: (documents) => measure("save_all", () => store.saveAll(documents)),
    get: (id) => measure("get", () => store.get(id)),
    find: (query) => measure("find", () => store.find(query)),
    count: () => measure("count", () => store.count()),
    counters: () => measure("counters", () => store.counters()),
    origins: (topic) => store.origins(topic),
    size: () => measure("size", () => store.size()),
    ping: () => measure("ping", () => store.ping()),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

function measureOf(store: string, { meter, clock = systemClock }: MeasuredStoreOptions): Measure {
  const operations = meter.counter({
    name: "persistence_operations_total",
    help: "Operations on a store, by how they ended",
    labels: ["store", "operation", "outcome"],
  });
  const durations = meter.histogram({
    name: "persistence_duration_seconds",
    help: "Time that operations on a store take",
    labels: ["store", "operation"],
  });
  for (const operation of OPERATIONS) {
    for (const outcome of ["ok", "error"]) operations.add(0, { store, operation, outcome });
  }
  return async (operation, work) => {
    const startMs = clock.monotonicMs();
    let outcome = "error";
    try {
      const result = await work();
      outcome = "ok";
      return result;
    } finally {
      operations.add(1, { store, operation, outcome });
      durations.observe((clock.monotonicMs() - startMs) / 1000, { store, operation });
    }
  };
}
