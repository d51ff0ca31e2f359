import type { Random } from "../../core/mod.ts";
import { type Store, type StoreDocument, StoreError } from "../../storage/mod.ts";

/**
 * A store that refuses a share of its documents once, as a store does that is busy for a moment: so
 * that a demo has something to retry. The second attempt goes through.
 */
export function flakyStore(store: Store, options: { share: number; random: Random }): Store {
  const refused = new Set<string>();
  /** Refused among others: a try of their own, which somebody sees, is refused too. */
  const planted = new Set<string>();
  const refuse = (id: string, together: boolean) => {
    if (refused.delete(id) || (together && planted.has(id))) return false;
    if (!planted.delete(id) && options.random.next() >= options.share) return false;
    (together ? planted : refused).add(id);
    return true;
  };
  const check = (documents: readonly StoreDocument[]) => {
    const document = documents.find(({ id }) => refuse(id, documents.length > 1));
    if (document === undefined) return;
    throw new StoreError("The store is busy for a moment, as planted by the demo; try again", {
      code: "STORE_BUSY",
      retriable: true,
      // A demo shows a record being tried again; an outage would only be waited for.
      outage: false,
    });
  };
  return {
    name: store.name,
    async save(document) {
      check([document]);
      return await store.save(document);
    },
    async saveAll(documents) {
      check(documents);
      return await store.saveAll(documents);
    },
    get: (id) => store.get(id),
    find: (query) => store.find(query),
    count: () => store.count(),
    counters: () => store.counters(),
    origins: (topic) => store.origins(topic),
    size: () => store.size(),
    ping: () => store.ping(),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
