import type { HandlerContext } from "./handler_context.ts";

/** The partition that a record is processed for. */
export interface ProcessingPlace {
  /** Aborts when the result does not matter any more. */
  readonly signal: AbortSignal;
  /** What a try of a record is told. */
  context(attempt: number): HandlerContext;
  /** Waits before another try; a rebalance or a stop need not wait for it. */
  rest(delayMs: number): Promise<void>;
  /** Stops fetching the partition while it can't go on. */
  stuck(isStuck: boolean): void;
}
