/** How far behind its leader a follower is. */
export interface FollowerPosition {
  /** Offset after the last record that it has. */
  readonly end: number;
  /** When it last had everything, in milliseconds since 1970. */
  readonly caughtUpMs: number;
}

/**
 * The replicas of a partition that lack some of its log, each with its position. All replicas share
 * one log: whoever is not listed here has all of it.
 */
export class Followers {
  /** Made with the first that falls behind: most partitions never have one. */
  #behind: Map<number, FollowerPosition> | undefined;

  /** Whether every replica has everything. */
  get areComplete(): boolean {
    return this.#behind === undefined || this.#behind.size === 0;
  }

  /** Broker ids of the replicas that are listed. */
  get behind(): readonly number[] {
    return [...this.#behind?.keys() ?? []];
  }

  get(brokerId: number): FollowerPosition | undefined {
    return this.#behind?.get(brokerId);
  }

  /** The end of a replica's copy of a log that ends at `logEndOffset`. */
  endOf(brokerId: number, logEndOffset: number): number {
    return this.#behind?.get(brokerId)?.end ?? logEndOffset;
  }

  /** Notes where a replica stands, unless that is known. */
  fallBehind(brokerId: number, position: FollowerPosition): void {
    if (!this.#behind?.has(brokerId)) this.moveTo(brokerId, position);
  }

  moveTo(brokerId: number, position: FollowerPosition): void {
    this.#behind ??= new Map();
    this.#behind.set(brokerId, position);
  }

  /** Notes that a replica has everything, or that it is none any more. */
  complete(brokerId: number): void {
    this.#behind?.delete(brokerId);
  }

  /** Nobody has what lies beyond the end of the log. */
  truncate(end: number): void {
    for (const [brokerId, position] of this.#behind ?? []) {
      if (position.end > end) this.moveTo(brokerId, { ...position, end });
    }
  }
}
