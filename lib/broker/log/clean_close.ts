import { type Notes, StorageError } from "../storage/storage.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { decodeNote, encodeNote } from "./note.ts";

const NOTE = "clean-close";

/** A log that may have been closed. */
export interface ClosedLog {
  readonly name: string;
  /** What is known of it; `undefined` when that could not be kept. */
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Keeps the checkpoints of all logs in one note at the end of a clean run, so that the next start
 * need not look into thousands of folders.
 */
export function keepCleanClose(notes: Notes, logs: Iterable<ClosedLog>): void {
  const closed = [...logs].flatMap(({ name, checkpoint }) =>
    checkpoint === undefined ? [] : [[name, checkpoint]]
  );
  try {
    notes.writeNote(NOTE, encodeNote(closed));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    // Without it the next start looks into every folder, that is all.
  }
}

/** What the last run kept, by name, if it ended cleanly. It holds for one start only. */
export function takeCleanClose(notes: Notes): Map<string, Checkpoint> {
  const bytes = notes.readNote(NOTE);
  if (bytes === undefined) return new Map();
  notes.removeNote(NOTE);
  return new Map(decodeNote(bytes) as [string, Checkpoint][] | undefined);
}
