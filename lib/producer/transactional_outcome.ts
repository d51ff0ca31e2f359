import { messageOf, WorkshopError } from "../core/mod.ts";
import { ProducerFencedError } from "../kafka/mod.ts";

/** What became of a transaction: every one has exactly one outcome. */
export type TransactionOutcome =
  | { readonly outcome: "acknowledged"; readonly transactionalId: string }
  | {
    /** Known to have left nothing visible, or not known at all. */
    readonly outcome: "failed" | "uncertain";
    readonly transactionalId: string;
    /** Why; `undefined` where its owner aborted it. */
    readonly error: TransactionError | undefined;
  };

/** Failures that end with their transaction: the same work may succeed in another one. */
const PASSING = new Set([
  "CONCURRENT_TRANSACTIONS",
  "INVALID_PRODUCER_ID_MAPPING",
  "INVALID_TXN_STATE",
  "OUT_OF_ORDER_SEQUENCE_NUMBER",
  "SESSION_CLOSED",
  "SESSION_ENDED",
  "TRANSACTION_ABORTABLE",
  "UNKNOWN_PRODUCER_ID",
]);

/**
 * A transaction that was not acknowledged. `definite` true: nothing of it is or becomes visible.
 * `definite` false: all of it may be, and the group's committed offsets tell, once another session of
 * the same id is open. `retriable` says whether the same work may succeed in another transaction.
 */
export class TransactionError extends WorkshopError {
  /** The transactional id. */
  readonly transactionalId: string;
  /** Who took the transactional id over, if that is why. */
  readonly fenced: ProducerFencedError | undefined;

  /** Wraps what went wrong in it. */
  constructor(transactionalId: string, cause: unknown, definite = true) {
    const known = cause instanceof WorkshopError ? cause : undefined;
    const fenced = fencingIn(cause);
    const what = definite
      ? `A transaction of ${transactionalId} failed and left nothing visible`
      : `It is not known whether a transaction of ${transactionalId} was committed`;
    super(`${what}: ${messageOf(cause)}`, {
      code: fenced?.code ?? known?.code ?? "TRANSACTION_FAILED",
      definite,
      retriable: mayPass(known, fenced),
      cause,
      ...(known?.topic === undefined ? {} : { topic: known.topic }),
      ...(known?.partition === undefined ? {} : { partition: known.partition }),
    });
    this.transactionalId = transactionalId;
    this.fenced = fenced;
  }

  /** The name of the outcome, as metrics have it. */
  get outcome(): "failed" | "uncertain" {
    return this.definite ? "failed" : "uncertain";
  }
}

function mayPass(
  error: WorkshopError | undefined,
  fenced: ProducerFencedError | undefined,
): boolean {
  if (fenced !== undefined) return fenced.by === "the transaction timeout";
  if (error === undefined) return false;
  return error.retriable || !error.definite || PASSING.has(error.code);
}

/** The fencing that an error follows from, if it does. */
export function fencingIn(error: unknown): ProducerFencedError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof ProducerFencedError) return at;
  }
  return undefined;
}
