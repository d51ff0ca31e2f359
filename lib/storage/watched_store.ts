import { type Clock, type Meter, systemClock } from "../core/mod.ts";
import type { Store } from "./store.ts";

/** How a store is looked after. */
export interface WatchedStoreOptions {
  /** Where the metrics go. */
  readonly meter: Meter;
  /** What its documents are called: the label `collection`. */
  readonly collection: string;
  /** Time between two looks, in milliseconds. @default {60000} */
  readonly intervalMs?: number;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * A store that is asked at each interval, the first time at once, whether it answers and how large
 * it is, in `store_up`, `store_response_seconds`, `store_connections`, `store_documents` and
 * `store_size_bytes`. While it does not answer the last size stays. Closing it ends the looks.
 */
export function watchedStore(store: Store, options: WatchedStoreOptions): Store {
  const stop = new AbortController();
  const looking = watch(store, options, stop.signal);
  return {
    name: store.name,
    save: (document) => store.save(document),
    saveAll: (documents) => store.saveAll(documents),
    get: (id) => store.get(id),
    find: (query) => store.find(query),
    count: () => store.count(),
    counters: () => store.counters(),
    origins: (topic) => store.origins(topic),
    size: () => store.size(),
    ping: () => store.ping(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await looking;
      await store[Symbol.asyncDispose]();
    },
  };
}

async function watch(
  store: Store,
  { meter, collection, intervalMs = 60_000, clock = systemClock }: WatchedStoreOptions,
  signal: AbortSignal,
): Promise<void> {
  const look = lookOf(store, meter, { store: store.name, collection });
  while (!signal.aborted) {
    await look(clock);
    await clock.sleep(intervalMs, signal).catch(() => {});
  }
}

function lookOf(
  store: Store,
  meter: Meter,
  place: { readonly store: string; readonly collection: string },
): (clock: Clock) => Promise<void> {
  const gauge = (name: string, help: string) =>
    meter.gauge({ name, help, labels: ["store", "collection"] });
  const up = gauge("store_up", "Whether the store answers");
  const response = gauge("store_response_seconds", "How long the store took to answer");
  const connections = gauge("store_connections", "Open connections to the store");
  const documents = gauge("store_documents", "Documents in the collection");
  const sizeBytes = gauge("store_size_bytes", "What the collection takes on disk");
  return async (clock) => {
    const startMs = clock.monotonicMs();
    try {
      await store.ping();
      response.set((clock.monotonicMs() - startMs) / 1000, place);
      up.set(1, place);
      const size = await store.size();
      connections.set(size.connections, place);
      documents.set(size.documents, place);
      sizeBytes.set(size.sizeBytes, place);
    } catch {
      up.set(0, place);
    }
  };
}
