import type { Store, StoreDocument } from "../../storage/mod.ts";

/** What is known of a file or a user. */
export interface CatalogEntry {
  /** What kind of thing: `file`, `user`. */
  readonly domain: string;
  /** Its id. */
  readonly id: string;
  /** Whether it is there; what was removed stays in the catalog and says so. */
  readonly present: boolean;
  /** What its events told, the later above the earlier. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** Most events of one thing that are read. */
const MAX_EVENTS = 1000;

interface StoredChange {
  readonly domain: string;
  readonly subject: string;
  readonly present: boolean;
  readonly state: Readonly<Record<string, unknown>>;
}

/**
 * The files and users that stored events tell of: nothing is kept beside the events, so nothing can
 * disagree with them, and an event that came twice counts once.
 */
export class Catalog {
  readonly #store: Store;

  /** Reads what a consumer of file events has stored. */
  constructor(store: Store) {
    this.#store = store;
  }

  /** One file or user, `undefined` when no event tells of it. */
  async entry(domain: string, id: string): Promise<CatalogEntry | undefined> {
    const subject = `${domain}/${id}`;
    const events = await this.#store.find({ where: { subject }, limit: MAX_EVENTS });
    return events.length === 0 ? undefined : entryOf(events);
  }

  /** The things that the latest `limit` events of a domain tell of, the latest first. */
  async latest(domain: string, { limit = 100 } = {}): Promise<CatalogEntry[]> {
    const events = await this.#store.find({ where: { domain }, limit });
    const bySubject = Map.groupBy(events, (event) => changeOf(event).subject);
    return [...bySubject.values()].map(entryOf);
  }
}

function entryOf(events: readonly StoreDocument[]): CatalogEntry {
  const changes = events.toSorted(inLogOrder).map(changeOf);
  const { domain, subject, present } = changes.at(-1)!;
  return {
    domain,
    id: subject.slice(domain.length + 1),
    present,
    state: Object.assign({}, ...changes.map(({ state }) => state)),
  };
}

function changeOf({ body }: StoreDocument): StoredChange {
  return body as unknown as StoredChange;
}

/** Events of one thing share a key, so a partition: there the log says which came first. */
function inLogOrder(a: StoreDocument, b: StoreDocument): number {
  if (a.origin.topic === b.origin.topic && a.origin.partition === b.origin.partition) {
    return a.origin.offset < b.origin.offset ? -1 : 1;
  }
  return a.timeMs - b.timeMs;
}
