interface Step {
  /** Offset to commit once this and everything before it is finished. */
  readonly nextOffset: bigint;
  finished: boolean;
}

/**
 * Knows how far a partition is finished without a gap: the only offset that may be committed,
 * whatever order the records finish in.
 */
export class OffsetTracker {
  #steps: Step[] = [];
  #finishedSteps = 0;
  #finishedUpTo: bigint;
  #committed: bigint;

  /** Begins at a position: everything before it is finished. */
  constructor(position: bigint) {
    this.#finishedUpTo = position;
    this.#committed = position;
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

  /** Something begins; call the function when it is finished. Begin in the order of the log. */
  begin(nextOffset: bigint): () => void {
    const step: Step = { nextOffset, finished: false };
    this.#steps.push(step);
    return () => {
      step.finished = true;
      this.#advance();
    };
  }

  #advance(): void {
    while (this.#steps[this.#finishedSteps]?.finished) {
      this.#finishedUpTo = this.#steps[this.#finishedSteps++]!.nextOffset;
    }
    if (this.#finishedSteps === this.#steps.length || this.#finishedSteps >= 1024) {
      this.#steps = this.#steps.slice(this.#finishedSteps);
      this.#finishedSteps = 0;
    }
  }

  /** A commit of this offset has succeeded. */
  markCommitted(offset: bigint): void {
    if (offset > this.#committed) this.#committed = offset;
  }
}
