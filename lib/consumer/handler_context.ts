import type { GroupMembership } from "../kafka/mod.ts";

/** What a handler is told beside the record. */
export interface HandlerContext {
  /**
   * Aborts when the partition has gone to another member, the time to stop is up, or the handler has
   * run for too long (its reason then is a {@link HandlerTimeoutError}). What a handler does after that
   * is not waited for.
   */
  readonly signal: AbortSignal;
  /** 1 for the first try. */
  readonly attempt: number;
  /**
   * The generation in which the partition is this member's own, as of now. Its id grows with each
   * rebalance: a store that keeps it beside what it stores can refuse older ones. −1 without a group.
   */
  readonly generation: GroupMembership;
  /**
   * Whether the partition is still this member's own, as far as can be known: no rebalance is under
   * way, and the coordinator has answered within the session timeout. Ask right before an effect that
   * must not happen twice; between the answer and the effect it may change all the same.
   */
  stillOwner(): boolean;
  /**
   * Ends the handler before an effect that is not this member's any more: the record is left to whoever
   * owns the partition, which counts as no attempt.
   *
   * @throws {WorkshopError} code `STALE_GENERATION` unless {@link stillOwner}
   */
  throwIfStale(): void;
}
