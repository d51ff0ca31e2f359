/** Where an error happened and what may be done about it. */
export interface ErrorDetails {
  /** Stable upper-case name, for programs: `CONFIG_INVALID`, `NOT_ENOUGH_REPLICAS`. */
  readonly code: string;
  /** Whether the same call may succeed later. @default {false} */
  readonly retriable?: boolean;
  /**
   * Whether it is known that nothing happened. `false` means "may have been done": a timeout
   * after the request left. @default {true}
   */
  readonly definite?: boolean;
  /**
   * Whether something is down that every record needs: a store, a registry. It is nobody's fault, so
   * it counts as no attempt: who works waits until it is back. @default {false}
   */
  readonly outage?: boolean;
  /** What this error follows from. */
  readonly cause?: unknown;
  /** The topic it is about. */
  readonly topic?: string;
  /** The partition it is about. */
  readonly partition?: number;
  /** The offset it is about. */
  readonly offset?: bigint;
}

/**
 * The base of every error this library throws: it carries a code, whether a retry may help, whether
 * the outcome is known, and the topic, partition and offset where there are any.
 *
 * @example
 * ```ts
 * import { WorkshopError } from "./errors.ts";
 *
 * const error = new WorkshopError("Topic orders has no partition 9: use 0 to 2", {
 *   code: "UNKNOWN_PARTITION",
 *   topic: "orders",
 *   partition: 9,
 * });
 * console.log(error.retriable, error.definite); // false true
 * ```
 */
export class WorkshopError extends Error {
  /** Stable upper-case name, for programs. */
  readonly code: string;
  /** Whether the same call may succeed later. */
  readonly retriable: boolean;
  /** Whether it is known that nothing happened. */
  readonly definite: boolean;
  /** Whether something is down that every record needs. */
  readonly outage: boolean;
  /** The topic it is about, if any. */
  readonly topic: string | undefined;
  /** The partition it is about, if any. */
  readonly partition: number | undefined;
  /** The offset it is about, if any. */
  readonly offset: bigint | undefined;

  /** The message says what happened, where, and what to do next. */
  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.retriable = details.retriable ?? false;
    this.definite = details.definite ?? true;
    this.outage = details.outage ?? false;
    this.topic = details.topic;
    this.partition = details.partition;
    this.offset = details.offset;
  }
}

/** A configuration value, file or flag that can't be used; it stops the start (exit code 2). */
export class ConfigError extends WorkshopError {
  /** The message names the variable, file or flag, and what is allowed. */
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "CONFIG_INVALID", ...options });
  }
}

/** Nothing can be said about what was asked (exit code 3): something around it is missing. */
export class InconclusiveError extends WorkshopError {
  /** What to do, as a sentence without a full stop. */
  readonly remedy: string;

  /** `why` says what was missing. */
  constructor(why: string, remedy: string, cause?: unknown) {
    super(why, { code: "INCONCLUSIVE", ...(cause === undefined ? {} : { cause }) });
    this.remedy = remedy;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
