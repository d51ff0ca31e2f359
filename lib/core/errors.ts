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
  readonly cause?: unknown;
  readonly topic?: string;
  readonly partition?: number;
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
  readonly code: string;
  readonly retriable: boolean;
  readonly definite: boolean;
  readonly topic: string | undefined;
  readonly partition: number | undefined;
  readonly offset: bigint | undefined;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.retriable = details.retriable ?? false;
    this.definite = details.definite ?? true;
    this.topic = details.topic;
    this.partition = details.partition;
    this.offset = details.offset;
  }
}

/** A configuration value, file or flag that can't be used; it stops the start (exit code 2). */
export class ConfigError extends WorkshopError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "CONFIG_INVALID", ...options });
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
