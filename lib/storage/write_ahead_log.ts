import type { DatabaseSync, StatementSync } from "node:sqlite";
import { systemClock } from "../core/mod.ts";

/**
 * The log is folded into the database when it is so large: 16 MiB of pages, a few thousand documents.
 * SQLite's own measure, a quarter of that, is reached by every second batch.
 */
const MAX_BYTES = 16 * 1024 * 1024;
/** A log of so many bytes is not written to before that has succeeded: all writers stand still. */
const TOO_MANY_BYTES = 4 * MAX_BYTES;
/** A reader that takes its time may prevent it: nobody waits for longer, nor soon again. */
const PATIENCE_MS = 200;
const AGAIN_AFTER_MS = 5000;

/**
 * Keeps the write-ahead log of a SQLite file short, however many connections write without a pause.
 * SQLite's own checkpoints let other writers append meanwhile, and as long as they do, the log is
 * never begun anew: it grows without bound, and from then on each commit waits for the disk twice.
 */
export class WriteAheadLog {
  readonly #path: string;
  readonly #fold: StatementSync | undefined;
  #notBeforeMs = 0;

  /** Takes over from SQLite; a database in memory has no such log. */
  constructor(database: DatabaseSync, path: string) {
    this.#path = `${path}-wal`;
    if (path === ":memory:") return;
    database.exec("PRAGMA wal_autocheckpoint = 0");
    this.#fold = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Folds the log into the database if it has grown enough and no other writer is at work. */
  committed(): void {
    if (this.#bytes() >= MAX_BYTES) this.#tryToFold();
  }

  /** Resolves when the log may be written to. */
  async ready(): Promise<void> {
    if (this.#bytes() < TOO_MANY_BYTES || systemClock.monotonicMs() < this.#notBeforeMs) return;
    const endMs = systemClock.monotonicMs() + PATIENCE_MS;
    while (this.#bytes() >= TOO_MANY_BYTES && !this.#tryToFold()) {
      if (systemClock.monotonicMs() >= endMs) {
        this.#notBeforeMs = endMs + AGAIN_AFTER_MS;
        return;
      }
      await systemClock.sleep(1);
    }
  }

  #tryToFold(): boolean {
    try {
      return this.#fold?.get()?.["busy"] === 0;
    } catch {
      // What was committed is in the log all the same; a disk that fails tells the next write so.
      return false;
    }
  }

  #bytes(): number {
    if (this.#fold === undefined) return 0;
    try {
      return Deno.statSync(this.#path).size;
    } catch {
      return 0;
    }
  }
}
