import { WorkshopError } from "../core/mod.ts";

/** What a {@link StoreError} is made of. */
export interface StoreErrorDetails {
  /** Stable name: `STORE_BUSY`, `STORE_BAD_DOCUMENT`. */
  readonly code: string;
  /** Whether the same call may succeed later. */
  readonly retriable: boolean;
  /** Whether the store is at fault and not the document. @default {the value of retriable} */
  readonly outage?: boolean;
  /** Whether it is known that nothing of the call was stored. @default {true} */
  readonly definite?: boolean;
  /** What the driver or database threw. */
  readonly cause?: unknown;
}

/**
 * Something was not stored or read. It is an `outage` when the store is at fault, whatever is asked
 * of it: locked, out of space, an input or output error, a lost connection, withdrawn rights. Then
 * no record is to blame, and whoever works waits. Else the document or question itself is refused.
 */
export class StoreError extends WorkshopError {
  /** The message names the store and what to do next. */
  constructor(message: string, details: StoreErrorDetails) {
    super(message, { outage: details.retriable, ...details });
  }
}
