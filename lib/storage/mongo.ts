import type { AnyBulkWriteOperation, Collection, Db, Filter, MongoClient } from "mongodb";
import { ConfigError } from "../core/mod.ts";
import { checkPath, checkQuery, fits } from "./checked.ts";
import { StoreError } from "./errors.ts";
import { fromMongo, type MongoDocument, toMongo } from "./mongo_document.ts";
import { isServersFault, mongoError, mongoOpeningError } from "./mongo_errors.ts";
import { SaveQueue } from "./save_queue.ts";
import { mongoSize, ownConnections } from "./mongo_size.ts";
import type {
  DocumentOrigin,
  SaveOutcome,
  Store,
  StoreDocument,
  StoreQuery,
  StoreSize,
} from "./store.ts";

/** How a MongoDB store is opened. */
export interface MongoStoreOptions {
  /** Connection string, `mongodb://…` or `mongodb+srv://…`; a secret: it may hold a password. */
  readonly uri: string;
  /** The database. @default {the one in the connection string, else "workshop"} */
  readonly database?: string;
  /** The collection of documents; `<collection>.sequence` stands beside it. @default {"documents"} */
  readonly collection?: string;
  /** Paths of body fields that queries name often. @default {[]} */
  readonly indexes?: readonly string[];
  /** How long a server may take to be found or to answer, in milliseconds. @default {5000} */
  readonly timeoutMs?: number;
}

/**
 * Opens a store in a collection of MongoDB 4.4 or newer (npm:mongodb, Apache License 2.0).
 *
 * A save resolves when a majority of the replica set has it in the journal, whatever the connection
 * string says. A document is inserted once, by its id, together with what it adds to counters; the
 * counters are the sum over the documents, so that no crash can leave one without the other. It
 * needs no transactions. When a connection breaks before the answer, it is not known which documents
 * of a call were stored (`definite` is false): the same call is simply repeated.
 *
 * Reading all counters reads all documents: a dashboard asks for them seldom.
 *
 * @throws {ConfigError} when the connection string is none, the login is refused or rights are missing
 * @throws {StoreError} an outage, when no server answers
 */
export async function openMongoStore(options: MongoStoreOptions): Promise<Store> {
  for (const path of options.indexes ?? []) checkPath(path);
  const client = await clientOf(options);
  const place = placeOf(client, options);
  const database = client.db(databaseName(client, options));
  const store = new MongoStore(client, database, place, options.collection ?? "documents");
  try {
    await client.connect();
    await store.prepare(options.indexes ?? []);
    return store;
  } catch (error) {
    await client.close();
    throw mongoOpeningError(error, place);
  }
}

/** Most documents of one message; the driver splits it further by bytes. */
const MAX_BATCH = 1000;
const ORIGINS_PAGE = 5000;
/** Numbers of the order of first saves, not documents: there are gaps. */
const COUNTERS_PAGE = 20_000n;
const DUPLICATE_KEY = 11000;
const DEFAULT_TIMEOUT_MS = 5000;

class MongoStore implements Store {
  readonly name = "mongodb";
  readonly #client: MongoClient;
  readonly #database: Db;
  readonly #place: string;
  readonly #documents: Collection<MongoDocument>;
  readonly #sequence: Collection<{ readonly _id: string; readonly last: bigint }>;
  readonly #connections: () => number;
  readonly #queue = new SaveQueue({
    maxBatch: MAX_BATCH,
    write: (documents) => this.#write(documents),
  });

  constructor(client: MongoClient, database: Db, place: string, collection: string) {
    this.#client = client;
    this.#database = database;
    this.#connections = ownConnections(client);
    this.#place = place;
    this.#documents = database.collection(collection);
    this.#sequence = database.collection(`${collection}.sequence`);
  }

  async prepare(indexes: readonly string[]): Promise<void> {
    await this.#documents.createIndexes([
      { key: { time: -1, sequence: -1 } },
      { key: { sequence: 1 } },
      ...indexes.map((path) => ({ key: { [`body.${path}`]: 1 as const, time: -1 as const } })),
    ]);
  }

  async save(document: StoreDocument): Promise<SaveOutcome> {
    const [outcome] = await this.#queue.add([document]);
    return outcome!;
  }

  saveAll(documents: readonly StoreDocument[]): Promise<SaveOutcome[]> {
    return this.#queue.add(documents);
  }

  async #write(documents: readonly StoreDocument[]): Promise<(SaveOutcome | StoreError)[]> {
    const outcomes: (SaveOutcome | StoreError)[] = [];
    for (let start = 0; start < documents.length; start += MAX_BATCH) {
      const batch = documents.slice(start, start + MAX_BATCH);
      outcomes.push(...await this.#insert(batch, await this.#reserve(batch.length)));
    }
    return outcomes;
  }

  /**
   * Takes numbers for documents that may turn out to be there already: gaps do no harm. A writer that
   * begins after another one has ended gets higher numbers, whatever their clocks say.
   */
  async #reserve(count: number): Promise<bigint> {
    const answer = await this.#ask(() =>
      this.#sequence.findOneAndUpdate({ _id: "last" }, { $inc: { last: BigInt(count) } }, {
        upsert: true,
        returnDocument: "after",
        // What is inserted afterwards waits for a majority, and so for this too.
        writeConcern: { w: 1 },
      })
    );
    return BigInt(answer!.last) - BigInt(count) + 1n;
  }

  async #insert(documents: readonly StoreDocument[], first: bigint) {
    const outcomes = documents.map((): SaveOutcome | StoreError => "inserted");
    try {
      const numbered = documents.map((each, at) => toMongo(each, first + BigInt(at)));
      if (documents.some(({ replaces = false }) => replaces)) {
        const writes = numbered.map((each, at) => writeOf(each, documents[at]!.replaces));
        await this.#documents.bulkWrite(writes, { ordered: false });
      } else {
        await this.#documents.insertMany(numbered, { ordered: false });
      }
    } catch (error) {
      for (const { index, code } of refusals(error, this.#place)) {
        outcomes[index] = code === DUPLICATE_KEY ? "duplicate" : this.#refused(code);
      }
    }
    return outcomes;
  }

  #refused(code: number): StoreError {
    return new StoreError(
      `MongoDB store ${this.#place} refused a document (code ${code}): check its size and depth`,
      { code: "STORE_REFUSED", retriable: false },
    );
  }

  async get(id: string): Promise<StoreDocument | undefined> {
    if (typeof id !== "string") return undefined;
    const found = await this.#ask(() => this.#documents.findOne({ _id: { $eq: id } }));
    return found === null ? undefined : fromMongo(found);
  }

  async find(query: StoreQuery): Promise<StoreDocument[]> {
    const { where, fromMs, toMs, limit } = checkQuery(query);
    const conditions: Filter<MongoDocument>[] = where.map(([path, value]) => ({
      [`body.${path}`]: { $eq: value },
    }));
    if (fromMs !== undefined) conditions.push({ time: { $gte: new Date(fromMs) } });
    if (toMs !== undefined) conditions.push({ time: { $lt: new Date(toMs) } });
    const found: StoreDocument[] = [];
    if (limit === 0) return found;
    return await this.#ask(async () => {
      const filter = conditions.length === 0 ? {} : { $and: conditions };
      const cursor = this.#documents.find(filter, { sort: { time: -1, sequence: -1 } });
      for await (const each of cursor.batchSize(Math.min(limit, MAX_BATCH))) {
        const document = fromMongo(each);
        // MongoDB looks into lists too: what it finds there is sorted out.
        if (fits(document.body, where) && found.push(document) === limit) break;
      }
      return found;
    });
  }

  count(): Promise<number> {
    return this.#ask(() => this.#documents.countDocuments());
  }

  /** The sums over all documents, a page at a time: no single question may take long. */
  async counters(): Promise<Readonly<Record<string, number>>> {
    const sums = new Map<string, number>();
    const end = await this.#ask(() => this.#sequence.findOne({ _id: "last" }));
    for (let from = 0n; from < BigInt(end?.last ?? 0); from += COUNTERS_PAGE) {
      const page = this.#documents.aggregate<{ _id: string; value: number | bigint }>([
        { $match: { sequence: { $gt: from, $lte: from + COUNTERS_PAGE } } },
        { $unwind: "$counts" },
        { $group: { _id: "$counts.name", value: { $sum: "$counts.value" } } },
      ]);
      for (const { _id: name, value } of await this.#ask(() => page.toArray())) {
        sums.set(name, (sums.get(name) ?? 0) + Number(value));
      }
    }
    return Object.fromEntries([...sums].sort(([one], [two]) => one < two ? -1 : 1));
  }

  async *origins(topic: string): AsyncIterable<DocumentOrigin> {
    if (typeof topic !== "string") return;
    for (let last = 0n;;) {
      const page = await this.#ask(() =>
        this.#documents.find({ sequence: { $gt: last }, "origin.topic": { $eq: topic } }, {
          projection: { origin: 1, sequence: 1 },
          sort: { sequence: 1 },
          limit: ORIGINS_PAGE,
        }).toArray()
      );
      if (page.length === 0) return;
      for (const { origin: { partition, offset } } of page) {
        yield { topic, partition: Number(partition), offset: BigInt(offset) };
      }
      last = BigInt(page.at(-1)!.sequence);
    }
  }

  size(): Promise<StoreSize> {
    const { collectionName } = this.#documents;
    return this.#ask(() => mongoSize(this.#database, collectionName, this.#connections));
  }

  async ping(): Promise<void> {
    await this.#ask(() => this.#database.command({ ping: 1 }));
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw mongoError(error, this.#place);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.idle();
    await this.#client.close();
  }
}

/** A later one is not found by its id and offset: then inserting it is refused as a duplicate. */
function writeOf(document: MongoDocument, replaces = false): AnyBulkWriteOperation<MongoDocument> {
  if (!replaces) return { insertOne: { document } };
  const { _id, origin: { offset } } = document;
  const filter = { _id: { $eq: _id }, "origin.offset": { $lt: offset } };
  return { replaceOne: { filter, replacement: document, upsert: true } };
}

/** The documents that a batch's error speaks of; any other error is the whole batch's. */
function refusals(error: unknown, place: string): readonly { index: number; code: number }[] {
  const { name, writeErrors, errorResponse, result } = error as {
    name?: string;
    writeErrors?: { index: number; code: number } | readonly { index: number; code: number }[];
    errorResponse?: unknown;
    result?: { getWriteConcernError?(): { code?: number } | undefined };
  };
  // Documents are written as BSON before any is sent: what fails until then is not stored.
  if (name !== "MongoBulkWriteError") throw mongoError(error, place, true);
  const late = result?.getWriteConcernError?.();
  if (late !== undefined) throw mongoError({ name: "MongoWriteConcernError" }, place, false);
  const refused = [writeErrors ?? []].flat();
  const fault = refused.find(({ code }) => isServersFault(code));
  if (errorResponse instanceof Error || refused.length === 0) throw mongoError(error, place, false);
  if (fault !== undefined) throw mongoError({ code: fault.code }, place, false);
  return refused;
}

async function clientOf({ uri, timeoutMs = DEFAULT_TIMEOUT_MS }: MongoStoreOptions) {
  // Loaded only here: who stores in SQLite need not wait for it.
  const { MongoClient } = await import("mongodb");
  try {
    return new MongoClient(uri, {
      appName: "kafka-workshop",
      maxPoolSize: 10,
      serverSelectionTimeoutMS: timeoutMs,
      connectTimeoutMS: timeoutMs,
      socketTimeoutMS: timeoutMs,
      waitQueueTimeoutMS: timeoutMs,
      writeConcern: { w: "majority", journal: true },
      readPreference: "primary",
      ignoreUndefined: true,
      useBigInt64: true,
    });
  } catch {
    // The driver's message may quote the connection string: it goes no further.
    throw new ConfigError(
      "MONGODB_URI is no connection string: use mongodb://user:password@host:27017/database, " +
        "with special characters percent-encoded",
    );
  }
}

function databaseName(client: MongoClient, { uri, database }: MongoStoreOptions): string {
  const isNamed = /^[^:]+:\/\/[^/?]+\/[^?]/.test(uri);
  return database ?? (isNamed ? client.options.dbName : "workshop");
}

/** Where the store is, without user and password. */
function placeOf(client: MongoClient, options: MongoStoreOptions): string {
  const { hosts, srvHost } = client.options;
  const servers = srvHost ?? hosts.map(String).join(",");
  return `${servers}/${databaseName(client, options)}.${options.collection ?? "documents"}`;
}
