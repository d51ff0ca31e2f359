import { type Clock, type Logger, messageOf, withDeadline } from "../core/mod.ts";
import type {
  Generation,
  GroupMembership,
  TopicPartition,
  TopicPartitionOffset,
} from "../kafka/mod.ts";

/** What is told beside the partitions that a member got. */
export interface AssignedContext {
  /** The generation in which it has them. */
  readonly generation: GroupMembership;
  /** Begins elsewhere, at an offset of one's own: from the store that holds the effects. */
  seek(position: TopicPartitionOffset): void;
}

/** What is told beside the partitions that a member gives back. */
export interface RevokedContext {
  /** The generation in which it had them. */
  readonly generation: GroupMembership;
  /**
   * Whether they were taken from it: it was thought dead, and others may have been at work on them
   * for a while. Nothing of them can be committed any more.
   */
  readonly isLost: boolean;
}

/** Told of each rebalance; every one takes all partitions back and hands out some, perhaps the same. */
export interface RebalanceListener {
  /**
   * The member has got partitions, perhaps none. No record of them is processed before it ends, while
   * heartbeats go on; if it fails, or takes longer than `maxHandlerMs`, the consumer ends.
   */
  readonly onAssigned?: (
    partitions: readonly TopicPartition[],
    context: AssignedContext,
  ) => Promise<void> | void;
  /**
   * The member is about to give its partitions back, its last commits are made; or it has lost them.
   * The group waits for this, at most a third of the session timeout; if it fails, that is logged.
   */
  readonly onRevoked?: (
    partitions: readonly TopicPartition[],
    context: RevokedContext,
  ) => Promise<void> | void;
}

/** What the calls of a listener need. */
export interface ListenerCallsOptions {
  readonly listener: RebalanceListener;
  readonly seek: (position: TopicPartitionOffset) => void;
  /** Longest time for a call, in milliseconds; Infinity for as long as it likes. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Calls a listener, one call after the other, and never one without its counterpart. */
export class ListenerCalls {
  readonly #options: ListenerCallsOptions;
  #last: Promise<void> = Promise.resolve();
  /** Assigned, and not yet revoked. */
  #generation: Generation | undefined;

  constructor(options: ListenerCallsOptions) {
    this.#options = options;
  }

  /** Tells of a new generation; first of the end of the last, if nobody has. Nothing if none listens. */
  assigned(generation: Generation): Promise<void> | undefined {
    const { listener, seek } = this.#options;
    if (listener.onAssigned === undefined && listener.onRevoked === undefined) return undefined;
    return this.#next(async () => {
      await this.#revoked(true);
      this.#generation = generation;
      const context = { generation, seek };
      await this.#within("onAssigned", () => listener.onAssigned?.(generation.assignment, context));
    });
  }

  /** Tells that the generation ends, if that isn't told yet; it never throws. */
  revoked(): Promise<void> {
    return this.#next(() => this.#revoked(false));
  }

  async #revoked(isLost: boolean): Promise<void> {
    const { listener, logger } = this.#options;
    const generation = this.#generation;
    if (generation === undefined) return;
    this.#generation = undefined;
    const context = { generation, isLost };
    try {
      await this.#within("onRevoked", () => listener.onRevoked?.(generation.assignment, context));
    } catch (error) {
      logger.log("ERROR", `A rebalance listener failed: ${messageOf(error)}`, {
        generation: generation.id,
      });
    }
  }

  async #within(what: string, call: () => Promise<void> | void): Promise<void> {
    const { clock, timeoutMs } = this.#options;
    const work = (async () => await call())();
    if (timeoutMs === Infinity) await work;
    else await withDeadline(work, { what, timeoutMs, clock });
  }

  #next(call: () => Promise<void>): Promise<void> {
    const work = this.#last.then(call);
    this.#last = work.catch(() => {});
    return work;
  }
}
