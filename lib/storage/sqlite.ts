import { DatabaseSync, type StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers";
import { dirname } from "node:path";
import { ConfigError, messageOf } from "../core/mod.ts";
import { sqliteError } from "./errors.ts";
import { fieldExpression, indexOf, TABLES } from "./sqlite_schema.ts";
import type { DocumentOrigin, SaveOutcome, Store, StoreDocument, StoreQuery } from "./store.ts";

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
 * than some twenty milliseconds.
 *
 * @throws {ConfigError} when the folder or file can't be made or written
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

/** Most documents of one transaction: it keeps a batch well under 20 ms. */
const MAX_BATCH = 500;

interface Waiting {
  readonly documents: readonly StoreDocument[];
  readonly resolve: (outcomes: SaveOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

class SqliteStore implements Store {
  readonly name = "sqlite";
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #count: StatementSync;
  #waiting: Waiting[] = [];
  #flushing = false;

  constructor({ path, indexes = [], durability = "process", ...rest }: SqliteStoreOptions) {
    this.#path = path;
    this.#database = openDatabase(path);
    try {
      this.#database.exec(`PRAGMA busy_timeout = ${rest.busyTimeoutMs ?? 5000}`);
      this.#database.exec("PRAGMA journal_mode = WAL");
      this.#database.exec(`PRAGMA synchronous = ${durability === "power" ? "FULL" : "NORMAL"}`);
      this.#database.exec(TABLES);
      for (const field of indexes) this.#database.exec(indexOf(field));
      this.#insert = this.#database.prepare(
        `INSERT INTO documents (id, time_ms, topic, partition, "offset", body)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
      );
      this.#count = this.#database.prepare(
        `INSERT INTO counters (name, value) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`,
      );
    } catch (error) {
      this.#database.close();
      if (error instanceof ConfigError) throw error;
      throw new ConfigError(`Can't write the store ${path}: ${messageOf(error)}`, { cause: error });
    }
  }

  async save(document: StoreDocument): Promise<SaveOutcome> {
    const [outcome] = await this.saveAll([document]);
    return outcome!;
  }

  saveAll(documents: readonly StoreDocument[]): Promise<SaveOutcome[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ documents, resolve, reject });
      if (this.#flushing) return;
      this.#flushing = true;
      setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    let size = 0;
    const batch: Waiting[] = [];
    while (this.#waiting.length > 0 && (size === 0 || size < MAX_BATCH)) {
      const next = this.#waiting.shift()!;
      batch.push(next);
      size += next.documents.length;
    }
    try {
      const outcomes = this.#transaction(() =>
        batch.map(({ documents }) => documents.map((document) => this.#write(document)))
      );
      batch.forEach(({ resolve }, index) => resolve(outcomes[index]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.#flushing = this.#waiting.length > 0;
    if (this.#flushing) setImmediate(() => this.#flush());
  }

  #transaction<T>(work: () => T): T {
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        this.#database.exec("COMMIT");
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
        throw error;
      }
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }

  #write({ id, timeMs, body, origin, counts = {} }: StoreDocument): SaveOutcome {
    const { topic, partition, offset } = origin;
    const text = JSON.stringify(body);
    if (this.#insert.run(id, timeMs, topic, partition, offset, text).changes === 0) {
      return "duplicate";
    }
    for (const [name, amount] of Object.entries(counts)) this.#count.run(name, amount);
    return "inserted";
  }

  get(id: string): Promise<StoreDocument | undefined> {
    return this.#read(() => this.#select("WHERE id = ?", [id])[0]);
  }

  find({ where = {}, fromMs, toMs, limit = 100 }: StoreQuery): Promise<StoreDocument[]> {
    return this.#read(() => {
      const conditions = Object.keys(where).map((path) => `${fieldExpression(path)} = ?`);
      const values: (string | number)[] = Object.values(where);
      if (fromMs !== undefined) conditions.push("time_ms >= ?") && values.push(fromMs);
      if (toMs !== undefined) conditions.push("time_ms < ?") && values.push(toMs);
      const filter = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
      return this.#select(`${filter} ORDER BY time_ms DESC, sequence DESC LIMIT ?`, [
        ...values,
        limit,
      ]);
    });
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

  async ping(): Promise<void> {
    await this.#read(() => this.#database.prepare("SELECT 1").get());
  }

  #select(clause: string, values: readonly (string | number)[]): StoreDocument[] {
    const statement = this.#database.prepare(
      `SELECT id, time_ms, topic, partition, "offset", body FROM documents ${clause}`,
    );
    statement.setReadBigInts(true);
    return statement.all(...values).map((row) => ({
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

  #read<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof ConfigError ? error : sqliteError(error, this.#path));
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#flushing) await new Promise((resolve) => setTimeout(resolve, 0));
    if (this.#database.isOpen) this.#database.close();
  }
}

function openDatabase(path: string): DatabaseSync {
  try {
    if (path !== ":memory:") Deno.mkdirSync(dirname(path), { recursive: true });
    return new DatabaseSync(path);
  } catch (error) {
    throw new ConfigError(`Can't open the store ${path}: ${messageOf(error)}`, { cause: error });
  }
}
