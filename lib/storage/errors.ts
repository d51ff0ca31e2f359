import { messageOf, WorkshopError } from "../core/mod.ts";

/**
 * A store that can't be used now. It is retriable when waiting may help: locked by another writer,
 * out of space, an input or output error. Nothing of the failed call was stored.
 */
export class StoreError extends WorkshopError {
  /** The message names the store and what to do next. */
  constructor(message: string, details: { code: string; retriable: boolean; cause?: unknown }) {
    super(message, details);
  }
}

interface Known {
  readonly text: string;
  readonly code: string;
  readonly retriable: boolean;
  readonly advice: string;
}

/** SQLite's own texts of the results that call for an answer; node:sqlite hands on no number. */
const KNOWN: readonly Known[] = [
  {
    text: "is locked",
    code: "STORE_BUSY",
    retriable: true,
    advice: "another writer holds it, try again",
  },
  {
    text: "attempt to write a readonly database",
    code: "STORE_READ_ONLY",
    retriable: false,
    advice: "make the file writable",
  },
  { text: "disk I/O error", code: "STORE_IO", retriable: true, advice: "check the disk" },
  { text: "is full", code: "STORE_FULL", retriable: true, advice: "make room on the disk" },
  {
    text: "malformed",
    code: "STORE_CORRUPT",
    retriable: false,
    advice: "restore the file from a copy",
  },
];

/** The {@link StoreError} of whatever SQLite threw. */
export function sqliteError(error: unknown, path: string): StoreError {
  const message = messageOf(error);
  const { code, retriable, advice } = KNOWN.find(({ text }) => message.includes(text)) ??
    { code: "STORE_FAILED", retriable: false, advice: "see the cause" };
  return new StoreError(`SQLite store ${path}: ${message}; ${advice}`, {
    code,
    retriable,
    cause: error,
  });
}
