import type { StoreDocument } from "./store.ts";

/** A document as MongoDB keeps it; its `_id` is the document's id, so that none is there twice. */
export interface MongoDocument {
  readonly _id: string;
  /** Where it stands in the order of first saves. */
  readonly sequence: bigint;
  /** A date: the kind that MongoDB's own expiry understands. */
  readonly time: Date;
  readonly body: Readonly<Record<string, unknown>>;
  readonly origin: StoreDocument["origin"];
  /** A list, since any text may be a counter's name but not a field's. */
  readonly counts?: readonly { readonly name: string; readonly value: number }[];
}

/** The form in which a document is stored. */
export function toMongo(document: StoreDocument, sequence: bigint): MongoDocument {
  const { id, timeMs, body, origin, counts } = document;
  const { topic, partition, offset } = origin;
  const named = Object.entries(counts ?? {}).map(([name, value]) => ({ name, value }));
  return {
    _id: id,
    sequence,
    time: new Date(timeMs),
    body: withKeys(body, ODD_KEY, escapeKey),
    origin: { topic, partition, offset },
    ...(named.length > 0 && { counts: named }),
  };
}

/** The document that was stored in this form. */
export function fromMongo({ _id, time, body, origin }: MongoDocument): StoreDocument {
  const { topic, partition, offset } = origin;
  return {
    id: _id,
    timeMs: time.getTime(),
    body: withKeys(body, /%/, decodeURIComponent),
    origin: { topic, partition: Number(partition), offset: BigInt(offset) },
  };
}

/**
 * Keys that mean something to MongoDB or its driver: operators, paths, a type, an end. `%` escapes
 * them, as in a URL. Such keys are never written as they are, whatever a record's body says.
 */
const ODD_KEY = /[$.%\0]|^_bsontype$|^toBSON$/;

function escapeKey(key: string): string {
  if (key === "_bsontype" || key === "toBSON") return `%${hex(key)}${key.slice(1)}`;
  return key.replace(/[$.%\0]/g, (character) => `%${hex(character)}`);
}

function hex(text: string): string {
  return text.charCodeAt(0).toString(16).padStart(2, "0");
}

/** The value with its odd keys changed, at any depth; itself when there are none. */
function withKeys<T>(value: T, odd: RegExp, change: (key: string) => string): T {
  return hasOddKey(value, odd) ? changed(value, odd, change) as T : value;
}

function hasOddKey(value: unknown, odd: RegExp): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => hasOddKey(item, odd));
  for (const key in value) {
    if (odd.test(key) || hasOddKey((value as Record<string, unknown>)[key], odd)) return true;
  }
  return false;
}

function changed(value: unknown, odd: RegExp, change: (key: string) => string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => changed(item, odd, change));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      odd.test(key) ? change(key) : key,
      changed(inner, odd, change),
    ]),
  );
}
