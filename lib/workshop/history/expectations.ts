/** What has to hold of a run; a history's `meta` line carries it. */
export interface Expectations {
  /**
   * How input is worked on. `at-most-once` may lose but not repeat, `at-least-once` may repeat but
   * not lose, `exactly-once` neither. @default "at-least-once"
   */
  readonly delivery?: "at-least-once" | "at-most-once" | "exactly-once";
  /**
   * Whether producers are idempotent or transactional: then a record is in the log once; otherwise
   * repeats are only counted. @default {true}
   */
  readonly idempotent?: boolean;
  /** What readers may see. @default "read_committed" */
  readonly isolation?: "read_committed" | "read_uncommitted";
  /** Whether the store knows a document that it has already: then each is there once. @default {false} */
  readonly keyedStore?: boolean;
  /** Whether the order of a key is kept; retry topics give it up. @default {true} */
  readonly ordered?: boolean;
  /**
   * The records that have to end in the DLQ; others must not. @default not known, so that nothing is
   * said of who may be there
   */
  readonly poison?: readonly Poison[];
  /**
   * Whether a dead letter may be in the DLQ again, because who wrote it was killed before it could
   * commit. @default {false}
   */
  readonly deadLettersMayRepeat?: boolean;
  /** The longest standstill after a fault, in milliseconds. @default {30000} */
  readonly recoveryMs?: number;
  /** The topics whose records have to be worked on. @default those that a group was given */
  readonly inputs?: readonly string[];
  /** Whether the run was cut off: what is not committed is then left to do. @default {false} */
  readonly interrupted?: boolean;
}

/** A record planted to fail. */
export interface Poison {
  /** The record's id. */
  readonly id: string;
  /** What its dead letter has to give as reason, when that is fixed. */
  readonly reason?: string;
  /** How many attempts its dead letter has to tell of, when that is fixed. */
  readonly attempts?: number;
}
