import type { ConsumedRecord } from "../consumer/mod.ts";
import { type Clock, type Meter, systemClock } from "../core/mod.ts";
import { SchemaValidationError } from "../schemas/mod.ts";
import type { SaveOutcome, Store, StoreDocument } from "../storage/mod.ts";

/** What a consumer does that keeps a document of each record. */
export interface DocumentHandlersOptions {
  /** Keeps them, before their offset is committed. */
  readonly store: Store;
  /**
   * The document of a record.
   *
   * @throws {SchemaValidationError} when the record holds none
   */
  readonly documentOf: (record: ConsumedRecord) => StoreDocument;
  /** Where delays are measured. */
  readonly meter: Meter;
  /** Tells how long a record was on its way. @default {systemClock} */
  readonly clock?: Clock;
  /** Hears of each document that is stored, or was before. @default {nobody} */
  readonly onStored?: (record: ConsumedRecord, outcome: SaveOutcome) => void;
}

/** How records become documents: one, or several of a partition in one call of the store. */
export interface DocumentHandlers {
  /** Stores one. */
  readonly handler: (record: ConsumedRecord) => Promise<void>;
  /** Stores those before the first that holds no document, and resolves to how many they were. */
  readonly handleMany: (records: readonly ConsumedRecord[]) => Promise<number>;
}

/** Makes handlers that keep a document of each record; a redelivery changes nothing. */
export function documentHandlers(options: DocumentHandlersOptions): DocumentHandlers {
  const { store, documentOf } = options;
  const stored = storedBy(options);
  return {
    async handler(record) {
      stored(record, await store.save(documentOf(record)));
    },
    async handleMany(records) {
      const documents = documentsOf(records, documentOf);
      if (documents.length === 0) return 0;
      const outcomes = await store.saveAll(documents);
      outcomes.forEach((outcome, at) => stored(records[at]!, outcome));
      return documents.length;
    },
  };
}

function storedBy({ meter, clock = systemClock, onStored }: DocumentHandlersOptions) {
  const endToEnd = meter.histogram({
    name: "pipeline_end_to_end_seconds",
    help: "Time from producing a record to storing its event",
    labels: ["topic"],
  });
  return (record: ConsumedRecord, outcome: SaveOutcome): void => {
    const { topic, timestampMs } = record;
    // The producer's clock may be ahead of ours.
    if (outcome === "inserted") {
      endToEnd.observe(Math.max(0, clock.now() - timestampMs) / 1000, { topic });
    }
    onStored?.(record, outcome);
  };
}

/** The documents before the first record that holds none: that one is refused when it comes alone. */
function documentsOf(
  records: readonly ConsumedRecord[],
  documentOf: DocumentHandlersOptions["documentOf"],
): StoreDocument[] {
  const documents: StoreDocument[] = [];
  try {
    for (const record of records) documents.push(documentOf(record));
  } catch (error) {
    if (!(error instanceof SchemaValidationError)) throw error;
  }
  return documents;
}
