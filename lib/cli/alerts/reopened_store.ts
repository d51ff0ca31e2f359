import { openSqliteStore, type Store } from "../../storage/mod.ts";

/** A store that can be closed under who uses it, and opened again. */
export class ReopenedStore {
  readonly #path: string;
  #open: Store;

  /** Opens the file. */
  constructor(path: string) {
    this.#path = path;
    this.#open = openSqliteStore({ path });
  }

  /** The store that is open, or was last. */
  get store(): Store {
    const store = () => this.#open;
    return {
      name: "sqlite",
      save: (document) => store().save(document),
      saveAll: (documents) => store().saveAll(documents),
      get: (id) => store().get(id),
      find: (query) => store().find(query),
      count: () => store().count(),
      counters: () => store().counters(),
      origins: (topic) => store().origins(topic),
      size: () => store().size(),
      ping: () => store().ping(),
      [Symbol.asyncDispose]: () => store()[Symbol.asyncDispose](),
    };
  }

  /** Closes it: whoever asks is told that there is none. */
  async close(): Promise<void> {
    await this.#open[Symbol.asyncDispose]();
  }

  /** Opens it again. */
  reopen(): void {
    this.#open = openSqliteStore({ path: this.#path });
  }
}

/** The store, with a wait before what is saved. */
export function slowStore(store: Store, wait: (documents: number) => Promise<void>): Store {
  return {
    name: store.name,
    async save(document) {
      await wait(1);
      return await store.save(document);
    },
    async saveAll(documents) {
      await wait(documents.length);
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
