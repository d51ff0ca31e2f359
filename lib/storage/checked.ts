import { ConfigError } from "../core/mod.ts";
import { StoreError } from "./errors.ts";
import type { StoreDocument, StoreQuery } from "./store.ts";

/** The latest and the earliest time that a date can be. */
const MAX_TIME_MS = 8.64e15;
const MAX_OFFSET = 2n ** 63n - 1n;

/**
 * Refuses a document that no store can keep, before it shares a batch with others.
 *
 * @throws {StoreError} code `STORE_BAD_DOCUMENT`; the message quotes no value
 */
export function checkDocument(document: StoreDocument): void {
  const { id, timeMs, body, origin, counts, replaces = false } = document;
  if (!isName(id)) throw badDocument("its id is no text, or empty");
  if (!Number.isInteger(timeMs) || Math.abs(timeMs) > MAX_TIME_MS) {
    throw badDocument("its time is no whole number of milliseconds");
  }
  if (typeof body !== "object" || body === null) throw badDocument("its body is no object");
  const { topic, partition, offset } = origin;
  if (!isName(topic) || !Number.isInteger(partition)) {
    throw badDocument("its origin names no topic and partition");
  }
  if (typeof offset !== "bigint" || offset > MAX_OFFSET || offset < -MAX_OFFSET) {
    throw badDocument("the offset of its origin is no 64-bit number");
  }
  if (counts === undefined) return;
  if (replaces) throw badDocument("it replaces others, and so can't count");
  for (const name in counts) {
    if (!isName(name)) throw badDocument("a counter has no name");
    if (!Number.isSafeInteger(counts[name])) {
      throw badDocument("a counter grows by no whole number");
    }
  }
}

/** Databases end a name at a null character, some silently. */
function isName(text: unknown): boolean {
  return typeof text === "string" && text !== "" && !text.includes("\0");
}

function badDocument(why: string): StoreError {
  return new StoreError(`A document can't be stored: ${why}; check what made it`, {
    code: "STORE_BAD_DOCUMENT",
    retriable: false,
  });
}

/** A query whose every part is there and of its kind. */
export interface CheckedQuery {
  /** Paths of fields and what they equal. */
  readonly where: readonly (readonly [path: string, value: string | number])[];
  /** Least time. */
  readonly fromMs: number | undefined;
  /** End of the time. */
  readonly toMs: number | undefined;
  /** The most documents. */
  readonly limit: number;
}

/**
 * Takes a query apart; what is not of its kind goes no further, whatever its types say.
 *
 * @throws {ConfigError} when a path is no field path, a value neither text nor number, or the limit
 * no whole number
 */
export function checkQuery({ where = {}, fromMs, toMs, limit = 100 }: StoreQuery): CheckedQuery {
  const conditions = Object.entries(where);
  for (const [path, value] of conditions) {
    checkPath(path);
    if (typeof value !== "string" && !Number.isFinite(value)) {
      throw new ConfigError(`Field ${path} is asked for no text or number: give one of them`);
    }
  }
  for (const timeMs of [fromMs, toMs]) {
    if (timeMs === undefined || Number.isFinite(timeMs)) continue;
    throw new ConfigError("A query's time is no number: give milliseconds since 1970");
  }
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw new ConfigError(`The limit of a query is ${limit}: give a whole number from 0`);
  }
  return { where: conditions, fromMs, toMs, limit };
}

/**
 * Refuses what is no path of a field: names joined by dots.
 *
 * @throws {ConfigError} it says what a path looks like
 */
export function checkPath(path: string): void {
  if (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(path)) return;
  throw new ConfigError(`"${path}" is no field path: use names joined by dots, location.city`);
}

/** Whether a body has exactly these values at these paths. */
export function fits(body: unknown, where: CheckedQuery["where"]): boolean {
  return where.every(([path, value]) => {
    let field: unknown = body;
    for (const name of path.split(".")) {
      if (typeof field !== "object" || field === null || !Object.hasOwn(field, name)) return false;
      field = (field as Record<string, unknown>)[name];
    }
    return field === value;
  });
}
