/** A stretch of the log that is worked on. */
export interface Step {
  /** Offset to commit once this and everything before it is finished. */
  readonly nextOffset: bigint;
}

/** Before every offset. */
const NOTHING = -1n;

/**
 * Knows how far a partition is finished without a gap: the only offset that may be committed,
 * whatever order the records finish in.
 */
export class OffsetTracker {
  #steps: Step[] = [];
  #first = 0;
  /** Finished while something before them is not. */
  readonly #early = new Set<Step>();
  #finishedUpTo: bigint;
  #committed: bigint;

  /** Begins at a position: everything before it is finished, and committed unless it is told otherwise. */
  constructor(position: bigint, { isCommitted = true } = {}) {
    this.#finishedUpTo = position;
    this.#committed = isCommitted ? position : NOTHING;
  }

  /** Next offset after the contiguous finished prefix. */
  get finishedUpTo(): bigint {
    return this.#finishedUpTo;
  }

  /** What the group has committed, as far as is known. */
  get committed(): bigint {
    return this.#committed;
  }

  /** What should be committed; `undefined` when nothing new is finished. */
  get toCommit(): bigint | undefined {
    return this.#finishedUpTo > this.#committed ? this.#finishedUpTo : undefined;
  }

  /** Something begins; in the order of the log. */
  begin(step: Step): void {
    this.#steps.push(step);
  }

  /** Something is finished, in any order. */
  finish(step: Step): void {
    if (this.#steps[this.#first] !== step) {
      this.#early.add(step);
      return;
    }
    let next: Step | undefined = step;
    do {
      this.#finishedUpTo = next.nextOffset;
      next = this.#steps[++this.#first];
    } while (next !== undefined && this.#early.delete(next));
    if (this.#first * 2 > this.#steps.length) {
      this.#steps = this.#steps.slice(this.#first);
      this.#first = 0;
    }
  }

  /** A commit of this offset has succeeded. */
  markCommitted(offset: bigint): void {
    if (offset > this.#committed) this.#committed = offset;
  }
}
