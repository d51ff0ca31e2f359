import type { DatabaseSync, StatementSync } from "node:sqlite";
import { systemClock } from "../core/mod.ts";
import { checkQuery, fits } from "./checked.ts";
import { SaveQueue, turn } from "./save_queue.ts";
import { sqliteError } from "./sqlite_errors.ts";
import { openDatabase } from "./sqlite_open.ts";
import { fieldExpression } from "./sqlite_schema.ts";
import type {
  DocumentOrigin,
  SaveOutcome,
  Store,
  StoreDocument,
  StoreQuery,
  StoreSize,
} from "./store.ts";
import { WriteAheadLog } from "./write_ahead_log.ts";

/** How a SQLite store is opened. */
export interface SqliteStoreOptions {
  /** Path of the file, made with its folder when it is not there, or `:memory:`. */
  readonly path: string;
  /** Paths of body fields that queries name often. @default {[]} */
  readonly indexes?: readonly string[];
  /**
   * What a resolved save outlives: the end of this process, or of the machine's power too (one
   * fsync for each batch). @default {"process"}
   */
  readonly durability?: "process" | "power";
  /** How long to wait for another writer of the same file, in milliseconds. @default {5000} */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens a store in one SQLite file (node:sqlite, write-ahead log). Several workers may write the
 * same file; saves that wait together share one transaction, and none holds the thread longer
 * than some twenty milliseconds: a large one goes on in slices, and waiting for another writer
 * leaves the thread to others. A `saveAll` is stored whole or not at all.
 *
 * @throws {ConfigError} when the folder or file can't be made or written
 * @throws {StoreError} when another writer holds the file all the time, or the disk is full
 *
 * @example
 * ```ts
 * import { openSqliteStore } from "./sqlite.ts";
 *
 * await using store = openSqliteStore({ path: ":memory:" });
 * const origin = { topic: "orders", partition: 0, offset: 7n };
 * const order = { id: "o-1", timeMs: 0, body: { item: "tea" }, origin };
 * console.log(await store.save(order), await store.save(order)); // inserted duplicate
 * ```
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  return new SqliteStore(options);
}

/** Most documents of one transaction, but for a single larger call. */
const MAX_BATCH = 1500;
/** The thread is left to others after so much time in a transaction. */
const SLICE_MS = 10;
/** The longest time after which a store is asked again that another writer holds. */
const LONGEST_WAIT_MS = 8;

class SqliteStore implements Store {
  readonly name = "sqlite";
  readonly #path: string;
  readonly #busyTimeoutMs: number;
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #insert: StatementSync;
  readonly #replace: StatementSync;
  readonly #count: StatementSync;
  readonly #log: WriteAheadLog;
  readonly #queue = new SaveQueue({
    maxBatch: MAX_BATCH,
    write: (documents) => this.#writing = this.#write(documents),
  });
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    { path, indexes = [], durability = "process", busyTimeoutMs = 5000 }: SqliteStoreOptions,
  ) {
    this.#path = path;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#database = openDatabase({ path, indexes, durability, busyTimeoutMs });
    this.#log = new WriteAheadLog(this.#database, path);
    this.#begin = this.#database.prepare("BEGIN IMMEDIATE");
    this.#commit = this.#database.prepare("COMMIT");
    const insertion = `INSERT INTO documents (id, time_ms, topic, partition, "offset", body)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO`;
    this.#insert = this.#database.prepare(`${insertion} NOTHING`);
    this.#replace = this.#database.prepare(
      `${insertion} UPDATE SET time_ms = excluded.time_ms, topic = excluded.topic,
         partition = excluded.partition, "offset" = excluded."offset", body = excluded.body
       WHERE excluded."offset" > documents."offset"`,
    );
    this.#count = this.#database.prepare(
      `INSERT INTO counters (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`,
    );
    // From here on waiting is done beside the thread.
    this.#database.exec("PRAGMA busy_timeout = 0");
  }

  async save(document: StoreDocument): Promise<SaveOutcome> {
    const [outcome] = await this.#queue.add([document]);
    return outcome!;
  }

  saveAll(documents: readonly StoreDocument[]): Promise<SaveOutcome[]> {
    return this.#queue.add(documents);
  }

  async #write(documents: readonly StoreDocument[]): Promise<SaveOutcome[]> {
    try {
      // Before the file is held: others write meanwhile.
      const texts = documents.map(({ body }) => JSON.stringify(body));
      await this.#log.ready();
      await this.#patiently(() => this.#begin.run());
      try {
        const outcomes = await this.#insertAll(documents, texts);
        this.#commit.run();
        this.#log.committed();
        return outcomes;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
        throw error;
      }
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }

  async #insertAll(
    documents: readonly StoreDocument[],
    texts: readonly string[],
  ): Promise<SaveOutcome[]> {
    const outcomes: SaveOutcome[] = [];
    const sums = new Map<string, number>();
    let endMs = performance.now() + SLICE_MS;
    for (const document of documents) {
      outcomes.push(this.#insertOne(document, texts[outcomes.length]!, sums));
      if (outcomes.length % 32 === 0 && performance.now() > endMs) {
        await turn();
        endMs = performance.now() + SLICE_MS;
      }
    }
    for (const [name, sum] of sums) this.#count.run(name, sum);
    return outcomes;
  }

  #insertOne(
    { id, timeMs, origin, counts, replaces = false }: StoreDocument,
    text: string,
    sums: Map<string, number>,
  ): SaveOutcome {
    const { topic, partition, offset } = origin;
    const statement = replaces ? this.#replace : this.#insert;
    if (statement.run(id, timeMs, topic, partition, offset, text).changes === 0) {
      return "duplicate";
    }
    for (const name in counts) sums.set(name, (sums.get(name) ?? 0) + counts[name]!);
    return "inserted";
  }

  async get(id: string): Promise<StoreDocument | undefined> {
    if (typeof id !== "string") return undefined;
    return await this.#read(() => this.#select("WHERE id = ?", [id]).take(1).toArray()[0]);
  }

  async find(query: StoreQuery): Promise<StoreDocument[]> {
    const { where, fromMs, toMs, limit } = checkQuery(query);
    const conditions = where.map(([path]) => `${fieldExpression(path)} = ?`);
    const values: (string | number)[] = where.map(([, value]) => value);
    if (fromMs !== undefined) conditions.push("time_ms >= ?") && values.push(fromMs);
    if (toMs !== undefined) conditions.push("time_ms < ?") && values.push(toMs);
    const filter = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    const rows = () => this.#select(`${filter} ORDER BY time_ms DESC, sequence DESC`, values);
    // SQLite takes true for 1, and a list for its text: they are sorted out here.
    return await this.#read(() =>
      rows().filter(({ body }) => fits(body, where)).take(limit).toArray()
    );
  }

  count(): Promise<number> {
    return this.#read(() =>
      Number(this.#database.prepare("SELECT count(*) AS n FROM documents").get()!["n"])
    );
  }

  counters(): Promise<Readonly<Record<string, number>>> {
    return this.#read(() => {
      const rows = this.#database.prepare("SELECT name, value FROM counters ORDER BY name").all();
      return Object.fromEntries(rows.map((row) => [String(row["name"]), Number(row["value"])]));
    });
  }

  async *origins(topic: string): AsyncIterable<DocumentOrigin> {
    if (typeof topic !== "string") return;
    const page = this.#database.prepare(
      `SELECT sequence, partition, "offset" FROM documents
       WHERE topic = ? AND sequence > ? ORDER BY sequence LIMIT 5000`,
    );
    page.setReadBigInts(true);
    let last = 0n;
    while (true) {
      const rows = await this.#read(() => page.all(topic, last));
      if (rows.length === 0) return;
      for (const row of rows) {
        yield { topic, partition: Number(row["partition"]), offset: row["offset"] as bigint };
      }
      last = rows.at(-1)!["sequence"] as bigint;
    }
  }

  /** Its one connection is this one: SQLite can't tell of those in other processes. */
  async size(): Promise<StoreSize> {
    const documents = await this.count();
    return await this.#read(() => {
      const asked = `SELECT page_count * page_size AS bytes
         FROM pragma_page_count(), pragma_page_size()`;
      const sizeBytes = Number(this.#database.prepare(asked).get()!["bytes"]);
      return { documents, sizeBytes, connections: 1 };
    });
  }

  async ping(): Promise<void> {
    await this.#read(() => this.#database.prepare("SELECT 1").get());
  }

  #select(clause: string, values: readonly (string | number)[]): IteratorObject<StoreDocument> {
    const statement = this.#database.prepare(
      `SELECT id, time_ms, topic, partition, "offset", body FROM documents ${clause}`,
    );
    statement.setReadBigInts(true);
    return statement.iterate(...values).map((row) => ({
      id: String(row["id"]),
      timeMs: Number(row["time_ms"]),
      body: JSON.parse(String(row["body"])),
      origin: {
        topic: String(row["topic"]),
        partition: Number(row["partition"]),
        offset: row["offset"] as bigint,
      },
    }));
  }

  async #read<T>(work: () => T): Promise<T> {
    // Between the slices of a transaction its documents could be seen before they are committed.
    while (this.#database.isTransaction) await this.#writing.catch(() => {});
    try {
      return await this.#patiently(work);
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }

  /** Asks again while another writer holds the file, without holding the thread. */
  async #patiently<T>(work: () => T): Promise<T> {
    for (let waitMs = 0, endMs = 0;; waitMs = Math.min(waitMs * 2 || 0.25, LONGEST_WAIT_MS)) {
      try {
        return work();
      } catch (error) {
        const isBusy = sqliteError(error, this.#path).code === "STORE_BUSY";
        endMs ||= systemClock.monotonicMs() + this.#busyTimeoutMs;
        if (!isBusy || systemClock.monotonicMs() >= endMs) throw error;
      }
      // A transaction of a few documents is over sooner than a timer can be set.
      await (waitMs < 1 ? turn() : systemClock.sleep(waitMs));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.idle();
    if (this.#database.isOpen) this.#database.close();
  }
}
