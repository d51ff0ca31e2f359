import { ConfigError } from "../core/mod.ts";
import { StoreError } from "./errors.ts";

interface Answer {
  readonly code: string;
  readonly retriable: boolean;
  readonly advice: string;
}

const UNREACHABLE: Answer = {
  code: "STORE_UNREACHABLE",
  retriable: true,
  advice: "check that it runs and can be reached",
};
const NO_PRIMARY: Answer = {
  code: "STORE_NO_PRIMARY",
  retriable: true,
  advice: "wait until its replica set has a primary again",
};
const TIMEOUT: Answer = {
  code: "STORE_TIMEOUT",
  retriable: true,
  advice: "see what it is busy with, or give it more time",
};
const FULL: Answer = { code: "STORE_FULL", retriable: true, advice: "make room on its disk" };
const NO_RIGHTS: Answer = {
  code: "STORE_NO_RIGHTS",
  retriable: false,
  advice: "check user, password, authSource and the user's roles in MONGODB_URI",
};

/** Error codes of servers that say: it is not the document's fault. */
const BY_CODE: Readonly<Record<number, Answer>> = {
  6: UNREACHABLE,
  7: UNREACHABLE,
  13: NO_RIGHTS,
  18: NO_RIGHTS,
  24: TIMEOUT,
  46: TIMEOUT,
  50: TIMEOUT,
  64: TIMEOUT,
  89: TIMEOUT,
  91: NO_PRIMARY,
  100: NO_PRIMARY,
  112: TIMEOUT,
  133: NO_PRIMARY,
  134: NO_PRIMARY,
  189: NO_PRIMARY,
  262: TIMEOUT,
  8000: NO_RIGHTS,
  9001: UNREACHABLE,
  10058: NO_PRIMARY,
  10107: NO_PRIMARY,
  11600: NO_PRIMARY,
  11602: NO_PRIMARY,
  13435: NO_PRIMARY,
  13436: NO_PRIMARY,
  14031: FULL,
};

/** The driver's own errors that say the same. */
const BY_NAME: Readonly<Record<string, Answer>> = {
  MongoServerSelectionError: UNREACHABLE,
  MongoNetworkError: UNREACHABLE,
  MongoNetworkTimeoutError: TIMEOUT,
  MongoNotConnectedError: UNREACHABLE,
  MongoServerClosedError: UNREACHABLE,
  MongoTopologyClosedError: UNREACHABLE,
  MongoClientClosedError: UNREACHABLE,
  MongoPoolClosedError: UNREACHABLE,
  MongoPoolClearedError: UNREACHABLE,
  PoolClearedOnNetworkError: UNREACHABLE,
  MongoWaitQueueTimeoutError: TIMEOUT,
  WaitQueueTimeoutError: TIMEOUT,
  MongoExpiredSessionError: UNREACHABLE,
  MongoStalePrimaryError: NO_PRIMARY,
  MongoWriteConcernError: TIMEOUT,
};

/** What of the driver's errors is read; its classes are loaded only where a store is opened. */
interface DriverError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly codeName?: unknown;
  /** What broke a batch; the driver wraps it. */
  readonly errorResponse?: unknown;
}

/**
 * The {@link StoreError} of whatever the driver threw. Its message never holds the driver's own: that
 * may quote documents.
 *
 * @param definite whether it is known that nothing was stored
 */
export function mongoError(thrown: unknown, place: string, definite = true): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const error = unwrapped(thrown);
  const answer = answerTo(error);
  if (answer === undefined) {
    return new StoreError(
      `MongoDB store ${place} refused a document or question (${whatOf(error)}): see the cause`,
      { code: "STORE_REFUSED", retriable: false, cause: error },
    );
  }
  const { code, retriable, advice } = answer;
  return new StoreError(`MongoDB store ${place} can't be used (${whatOf(error)}): ${advice}`, {
    code,
    retriable,
    outage: true,
    definite,
    cause: error,
  });
}

/** The error with which opening fails: of the configuration, unless the server is only away. */
export function mongoOpeningError(error: unknown, place: string): Error {
  if (error instanceof ConfigError) return error;
  const known = mongoError(error, place);
  if (known.outage && known.retriable) return known;
  return new ConfigError(
    `Can't open the MongoDB store ${place} (${whatOf(error)}): ${NO_RIGHTS.advice}`,
    { cause: error },
  );
}

/** Whether a server's error code speaks of the server, not of a document. */
export function isServersFault(code: number): boolean {
  return Object.hasOwn(BY_CODE, code);
}

function unwrapped(error: unknown): unknown {
  const { errorResponse } = (error ?? {}) as DriverError;
  return errorResponse instanceof Error ? unwrapped(errorResponse) : error;
}

function answerTo(error: unknown): Answer | undefined {
  const { name, code } = (error ?? {}) as DriverError;
  if (typeof code === "number" && Object.hasOwn(BY_CODE, code)) return BY_CODE[code];
  return typeof name === "string" && Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
}

function whatOf(error: unknown): string {
  const { name, code, codeName } = (error ?? {}) as DriverError;
  const what = typeof codeName === "string" ? codeName : typeof name === "string" ? name : "error";
  return typeof code === "number" ? `${what}, code ${code}` : what;
}
