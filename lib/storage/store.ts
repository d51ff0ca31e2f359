/** Where a document came from: the record whose effect it is. */
export interface DocumentOrigin {
  /** The record's topic. */
  readonly topic: string;
  /** The record's partition. */
  readonly partition: number;
  /** The record's offset. */
  readonly offset: bigint;
}

/** One stored thing, known by its id: saving it again changes nothing. */
export interface StoreDocument {
  /** What makes it the same document: an event's id. */
  readonly id: string;
  /** When it happened, in whole milliseconds since 1970. */
  readonly timeMs: number;
  /** Its content; anything JSON can hold. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The record it came from. */
  readonly origin: DocumentOrigin;
  /**
   * Counters that grow with this document by whole numbers, once however often it is saved.
   * @default {{}}
   */
  readonly counts?: Readonly<Record<string, number>>;
  /**
   * Whether it takes the place of a document of its id whose origin has a lower offset: the latest
   * state of something. Its counters would grow each time, so it has none.
   * @default {false}
   */
  readonly replaces?: boolean;
}

/** Whether a save wrote the document or found it there. */
export type SaveOutcome = "inserted" | "duplicate";

/** Which documents to find; conditions are joined by "and". */
export interface StoreQuery {
  /**
   * Fields of the body by their path (`"location.city"`) and the text or number they equal: 1 is
   * neither `"1"` nor `true`, and a list equals none of its items.
   */
  readonly where?: Readonly<Record<string, string | number>>;
  /** Least time, in milliseconds since 1970, included. */
  readonly fromMs?: number;
  /** End of the time, in milliseconds since 1970, not included. */
  readonly toMs?: number;
  /** The most documents to return, latest first; a whole number. @default {100} */
  readonly limit?: number;
}

/** How large a store is, as far as it tells at little cost. */
export interface StoreSize {
  /** How many documents there are. */
  readonly documents: number;
  /** What they take on disk with their indexes, in bytes. */
  readonly sizeBytes: number;
  /** Connections to it: a server's are everybody's, where this program may know them. */
  readonly connections: number;
}

/**
 * The port to a store of documents: idempotent by id, so that a record that is delivered again has
 * no second effect, on its counters neither.
 *
 * Every method rejects with a {@link StoreError}: an `outage` while the store can't be used by
 * anybody, else a refusal of just this document. A save whose outcome is not known (`definite` is
 * false: the connection broke before the answer) is simply repeated; if it was stored the first
 * time, the repeat says "duplicate".
 */
export interface Store extends AsyncDisposable {
  /** What the store is called in metrics: `sqlite`, `mongodb`. */
  readonly name: string;
  /** Saves one document with its counters; resolved means committed. */
  save(document: StoreDocument): Promise<SaveOutcome>;
  /**
   * Saves several documents together: resolved means that all are committed. Each is stored whole,
   * with its counters, or not at all; when the call rejects, some may be stored, and the same call
   * may be repeated. (SQLite promises more: all of them or none.)
   */
  saveAll(documents: readonly StoreDocument[]): Promise<SaveOutcome[]>;
  /** The document of an id. */
  get(id: string): Promise<StoreDocument | undefined>;
  /** The documents a query fits, the latest first. */
  find(query: StoreQuery): Promise<StoreDocument[]>;
  /** How many documents there are. */
  count(): Promise<number>;
  /** Every counter by name. */
  counters(): Promise<Readonly<Record<string, number>>>;
  /** The origins of a topic's documents in the order in which they were first saved. */
  origins(topic: string): AsyncIterable<DocumentOrigin>;
  /** How large it is. */
  size(): Promise<StoreSize>;
  /** Does the least that shows the store works. */
  ping(): Promise<void>;
}
