import { messageOf } from "../core/mod.ts";
import { StoreError } from "./errors.ts";

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
    advice: "make the file and its folder writable",
  },
  { text: "disk I/O error", code: "STORE_IO", retriable: true, advice: "check the disk" },
  {
    text: "unable to open database file",
    code: "STORE_IO",
    retriable: true,
    advice: "check that its folder is there and that files can be opened",
  },
  { text: "is full", code: "STORE_FULL", retriable: true, advice: "make room on the disk" },
  {
    text: "disk image is malformed",
    code: "STORE_CORRUPT",
    retriable: false,
    advice: "restore the file from a copy and start again",
  },
  {
    text: "not a database",
    code: "STORE_CORRUPT",
    retriable: false,
    advice: "restore the file from a copy and start again",
  },
];

/** The {@link StoreError} of whatever SQLite threw. */
export function sqliteError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const message = messageOf(error);
  const known = KNOWN.find(({ text }) => message.includes(text));
  if (known === undefined) {
    return new StoreError(`SQLite store ${path} refused a document or question: see the cause`, {
      code: "STORE_REFUSED",
      retriable: false,
      cause: error,
    });
  }
  const { code, retriable, advice } = known;
  return new StoreError(`SQLite store ${path}: ${message}; ${advice}`, {
    code,
    retriable,
    outage: true,
    cause: error,
  });
}
