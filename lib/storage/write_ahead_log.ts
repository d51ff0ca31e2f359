import type { DatabaseSync } from "node:sqlite";

/**
 * The log is folded into the database when it is so large: 16 MiB of pages, a few thousand documents.
 * SQLite's own measure, a quarter of that, is reached by every second batch.
 */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Keeps the write-ahead log of a SQLite file short, however many connections write without a pause.
 * SQLite's own checkpoints let other writers append meanwhile, and as long as they do, the log is
 * never begun anew: it grows without bound, and from then on each commit waits for the disk twice.
 */
export class WriteAheadLog {
  readonly #database: DatabaseSync;
  readonly #path: string | undefined;

  /** Takes over from SQLite; a database in memory has no such log. */
  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path === ":memory:" ? undefined : `${path}-wal`;
    if (this.#path !== undefined) database.exec("PRAGMA wal_autocheckpoint = 0");
  }

  /** Folds the log into the database if it has grown enough and no other writer is at work. */
  committed(): void {
    if (this.#path === undefined || bytesOf(this.#path) < MAX_BYTES) return;
    try {
      this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // What was committed is in the log all the same; a disk that fails tells the next write so.
    }
  }
}

function bytesOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
