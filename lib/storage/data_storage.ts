import { checkPath, checkQuery, fits } from "./checked.ts";
import { StoreError } from "./errors.ts";
import { openMongoStore } from "./mongo.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { DocumentOrigin, Store, StoreDocument } from "./store.ts";

/** A JSON object with an id; `created_at`, an ISO 8601 time, places it in time. */
export interface StoredData {
  /** What makes it the same data: saving it again changes nothing. */
  readonly id: string;
  /** When it was made. @default {now} */
  readonly created_at?: string;
  /** Whatever else it holds. */
  readonly [field: string]: unknown;
}

/** Fields and the text or number they equal; `metadata.source` is a field inside a field. */
export type DataQuery = Readonly<Record<string, string | number>>;

/** Where data is kept: a store that somebody else opened, MongoDB, or a SQLite file. */
export type DataStorageConfig =
  & {
    /** Fields that queries name often. @default {["name"]} */
    readonly indexes?: readonly string[];
  }
  & ({
    /** A store; it stays open when the storage is closed. */
    readonly store: Store;
  } | {
    /** Connection string of MongoDB; a secret. */
    readonly mongodbUri: string;
    /** The database. @default {the one in the connection string, else "workshop"} */
    readonly mongodbDatabase?: string;
    /** The collection. @default {"data"} */
    readonly collection?: string;
  } | {
    /** Path of a SQLite file, or `:memory:`. */
    readonly path: string;
  });

const DEFAULT_INDEXES = ["name"];
/** Data that was not read from Kafka comes from nowhere. */
const NO_ORIGIN: DocumentOrigin = { topic: "none", partition: -1, offset: -1n };

/**
 * Saves JSON objects and finds them again: the storage of the pub/sub system. It is opened when it is
 * first used; MongoDB gets its collection and indexes then.
 *
 * @example
 * ```ts
 * import { DataStorage } from "./data_storage.ts";
 *
 * await using storage = new DataStorage({ path: ":memory:" });
 * const tea = { id: "1", name: "item_00000001", created_at: "2023-07-15T12:34:56.789Z" };
 * console.log(await storage.save(tea), await storage.save(tea)); // true true
 * console.log((await storage.get({ name: "item_00000001" })).length); // 1
 * ```
 */
export class DataStorage implements AsyncDisposable {
  readonly #config: DataStorageConfig;
  #opening: Promise<Store> | undefined;

  /**
   * Says where data will be kept; nothing is opened yet.
   *
   * @throws {ConfigError} when an index is no field path
   */
  constructor(config: DataStorageConfig) {
    for (const path of config.indexes ?? []) checkPath(path);
    this.#config = config;
  }

  /**
   * Saves data; true means that it is there, from now or from an earlier time, and false that it
   * can't be stored because of what it is: without an id or a readable time, too large.
   *
   * @param origin the record that it came in
   * @throws {StoreError} an outage: the store is down, and the same call may be repeated
   * @throws {ConfigError} when the storage can't be opened as configured
   */
  async save(data: StoredData, origin: DocumentOrigin = NO_ORIGIN): Promise<boolean> {
    const { id, created_at: createdAt } = data;
    const timeMs = createdAt === undefined ? Date.now() : Date.parse(createdAt);
    try {
      const store = await this.#store();
      await store.save({ id, timeMs, body: data, origin });
      return true;
    } catch (error) {
      if (error instanceof StoreError && !error.outage) return false;
      throw error;
    }
  }

  /**
   * The data that fits all conditions, the latest first.
   *
   * @param limit the most to return
   * @throws {StoreError} an outage
   * @throws {ConfigError} when a condition names no field, or no text or number
   */
  async get(query: DataQuery = {}, limit = 100): Promise<StoredData[]> {
    const store = await this.#store();
    if (query["id"] === undefined) return dataOf(await store.find({ where: query, limit }));
    const found = await store.get(query["id"] as string);
    const { where, limit: most } = checkQuery({ where: query, limit });
    return found === undefined || !fits(found.body, where) ? [] : dataOf([found]).slice(0, most);
  }

  /** Does the least that shows that the storage works. */
  async ping(): Promise<void> {
    await (await this.#store()).ping();
  }

  async #store(): Promise<Store> {
    this.#opening ??= open(this.#config);
    try {
      return await this.#opening;
    } catch (error) {
      // The next call tries again: the server may be there by then.
      this.#opening = undefined;
      throw error;
    }
  }

  /** Closes what it has opened. */
  async [Symbol.asyncDispose](): Promise<void> {
    if ("store" in this.#config) return;
    const store = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    await store?.[Symbol.asyncDispose]();
  }
}

function dataOf(documents: readonly StoreDocument[]): StoredData[] {
  return documents.map(({ body }) => body as StoredData);
}

async function open(config: DataStorageConfig): Promise<Store> {
  const { indexes = DEFAULT_INDEXES } = config;
  if ("store" in config) return config.store;
  if ("path" in config) return openSqliteStore({ path: config.path, indexes });
  const { mongodbUri: uri, mongodbDatabase: database, collection = "data" } = config;
  return await openMongoStore({
    uri,
    ...(database !== undefined && { database }),
    collection,
    indexes,
  });
}
