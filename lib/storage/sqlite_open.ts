import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigError, messageOf, systemClock } from "../core/mod.ts";
import { sqliteError } from "./sqlite_errors.ts";
import { indexOf, TABLES } from "./sqlite_schema.ts";

/** Where a database is, and how it is to be made ready. */
export interface DatabaseOptions {
  readonly path: string;
  readonly indexes: readonly string[];
  readonly durability: "process" | "power";
  readonly busyTimeoutMs: number;
}

/**
 * Opens the database of a store, made with its folder and tables when it is not there.
 *
 * @throws {ConfigError} when the folder or file can't be made or written
 * @throws {StoreError} when another writer holds the file all the time, or the disk is full
 */
export function openDatabase(options: DatabaseOptions): DatabaseSync {
  const { path, busyTimeoutMs } = options;
  const database = openFile(path);
  try {
    const endMs = systemClock.monotonicMs() + busyTimeoutMs;
    while (!tryToPrepare(database, options, endMs)) pauseThread();
    return database;
  } catch (error) {
    database.close();
    throw openingError(error, path);
  }
}

function openFile(path: string): DatabaseSync {
  try {
    if (path !== ":memory:") Deno.mkdirSync(dirname(path), { recursive: true });
    return new DatabaseSync(path);
  } catch (error) {
    throw new ConfigError(`Can't open the store ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * False when another connection prevents it for the moment. SQLite's busy timeout is not enough: of
 * two that turn a new file to a write-ahead log at the same time it refuses one at once, so that
 * they can't wait for each other.
 */
function tryToPrepare(database: DatabaseSync, options: DatabaseOptions, endMs: number): boolean {
  try {
    prepare(database, options);
    return true;
  } catch (error) {
    const isBusy = sqliteError(error, options.path).code === "STORE_BUSY";
    if (isBusy && systemClock.monotonicMs() < endMs) return false;
    throw error;
  }
}

function prepare(database: DatabaseSync, options: DatabaseOptions): void {
  const { indexes, durability, busyTimeoutMs } = options;
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(`PRAGMA synchronous = ${durability === "power" ? "FULL" : "NORMAL"}`);
  // SQLite's own 2 MiB can't hold the index of the ids of a long run.
  database.exec("PRAGMA cache_size = -16384");
  database.exec(TABLES);
  for (const field of indexes) database.exec(indexOf(field));
}

/** As SQLite's busy timeout does: opening is synchronous, so that the thread waits with it. */
function pauseThread(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + Math.random() * 9);
}

/** A store that is only busy or full may open later; any other failure is the path's. */
function openingError(error: unknown, path: string): Error {
  if (error instanceof ConfigError) return error;
  const known = sqliteError(error, path);
  if (known.retriable && known.code !== "STORE_IO") return known;
  return new ConfigError(`Can't write the store ${path}: ${messageOf(error)}`, { cause: error });
}
