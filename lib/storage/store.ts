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
  /** When it happened, in milliseconds since 1970. */
  readonly timeMs: number;
  /** Its content; anything JSON can hold. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The record it came from. */
  readonly origin: DocumentOrigin;
  /** Counters that grow with this document, once however often it is saved. @default {{}} */
  readonly counts?: Readonly<Record<string, number>>;
}

/** Whether a save wrote the document or found it there. */
export type SaveOutcome = "inserted" | "duplicate";

/** Which documents to find; conditions are joined by "and". */
export interface StoreQuery {
  /** Fields of the body by their path (`"location.city"`) and the text or number they equal. */
  readonly where?: Readonly<Record<string, string | number>>;
  /** Least time, in milliseconds since 1970, included. */
  readonly fromMs?: number;
  /** End of the time, in milliseconds since 1970, not included. */
  readonly toMs?: number;
  /** The most documents to return, latest first. @default {100} */
  readonly limit?: number;
}

/**
 * The port to a store of documents: idempotent by id, so that a record that is delivered again has
 * no second effect, on its counters neither.
 *
 * Every method rejects with a {@link StoreError} when the store can't be used.
 */
export interface Store extends AsyncDisposable {
  /** What the store is called in metrics: `sqlite`. */
  readonly name: string;
  /** Saves one document; resolved means committed. */
  save(document: StoreDocument): Promise<SaveOutcome>;
  /** Saves several documents together, all or none. */
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
  /** Does the least that shows the store works. */
  ping(): Promise<void>;
}
