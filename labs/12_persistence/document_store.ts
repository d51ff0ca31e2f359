/** What a document holds: JSON. */
export type Content = Readonly<Record<string, unknown>>;

/** A document as it was read. */
export interface Versioned {
  readonly value: Content;
  /** Another one after each write. */
  readonly version: number;
}

/**
 * A store of documents by id, as SQLite and MongoDB both can be: each call is atomic by itself, two
 * calls are not.
 */
export interface DocumentStore {
  /** What it is, for evidence. */
  readonly name: string;
  /** The document of an id. */
  get(id: string): Promise<Versioned | undefined>;
  /** Writes a document, whatever was there: an upsert. */
  put(id: string, value: Content): Promise<void>;
  /** Writes a document only if it is still of this version, or not there for `undefined`. */
  putIf(id: string, value: Content, version: number | undefined): Promise<boolean>;
  /** Adds to a number of a document; what is missing counts as 0. */
  add(id: string, field: string, amount: number): Promise<void>;
}

/** The calls of a store by which the learner's function works. */
export const CALLS = ["get", "put", "putIf", "add"] as const;

/** One call of a store, by which a run is cut. */
export type Call = (typeof CALLS)[number];

/** What may happen around each call. */
export interface Around {
  /** Comes before the call is made; what it throws keeps the call from being made. */
  before?(step: number, call: Call, id: string): Promise<void>;
  /** Comes when the call has been made. */
  after?(step: number, call: Call, id: string): Promise<void>;
}

/** The same store, with something around each call; calls are counted from 1. */
export function watched(store: DocumentStore, around: Around): DocumentStore {
  let steps = 0;
  const wrap =
    <A extends [string, ...unknown[]], R>(call: Call, made: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const step = ++steps;
      await around.before?.(step, call, String(args[0]));
      const result = await made(...args);
      await around.after?.(step, call, String(args[0]));
      return result;
    };
  return {
    name: store.name,
    get: wrap("get", (id: string) => store.get(id)),
    put: wrap("put", (id: string, value: Content) => store.put(id, value)),
    putIf: wrap(
      "putIf",
      (id: string, value: Content, version: number | undefined) => store.putIf(id, value, version),
    ),
    add: wrap("add", (id: string, field: string, by: number) => store.add(id, field, by)),
  };
}

/** A part of the same store in which nothing is yet: ids begin with its name there. */
export function apart(store: DocumentStore, name: string): DocumentStore {
  const within = (id: string) => `${name}/${asked.id(id)}`;
  return {
    name: store.name,
    get: async (id) => await store.get(within(id)),
    put: async (id, value) => await store.put(within(id), value),
    putIf: async (id, value, version) => await store.putIf(within(id), value, version),
    add: async (id, field, amount) => await store.add(within(id), field, amount),
  };
}

/** Refuses what is no id, no JSON object or no field: the learner's code is to blame, and told. */
export const asked = {
  /** An id. */
  id(id: unknown): string {
    if (typeof id === "string" && id !== "") return id;
    throw new TypeError("The store was given an id that is no text");
  },
  /** A value, as JSON text. */
  json(value: unknown): string {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new TypeError("The store was given a value that is no object");
    }
    return JSON.stringify(value, (key, item) => {
      if (typeof item !== "bigint") return item;
      throw new TypeError(`Field ${key} is a bigint, which JSON can't hold: store Number(…) of it`);
    });
  },
  /** A field's name. */
  field(field: unknown): string {
    if (typeof field === "string" && /^[A-Za-z_]\w*$/.test(field)) return field;
    throw new TypeError("The store was told to add to a field that is no name");
  },
  /** An amount. */
  amount(amount: unknown): number {
    if (typeof amount === "number" && Number.isFinite(amount)) return amount;
    throw new TypeError("The store was told to add what is no number");
  },
};
