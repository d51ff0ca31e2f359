import { WorkshopError } from "../core/mod.ts";

/** Thrown where nothing can be said about the learner's code, with what to do about it. */
export class InconclusiveError extends WorkshopError {
  /** What to do, as a sentence without a full stop. */
  readonly remedy: string;

  /** @param why what was missing */
  constructor(why: string, remedy: string, cause?: unknown) {
    super(why, { code: "INCONCLUSIVE", ...(cause === undefined ? {} : { cause }) });
    this.remedy = remedy;
  }
}
