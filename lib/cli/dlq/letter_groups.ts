import type { FoundLetter } from "../../consumer/mod.ts";

/** Letters of one reason. */
export interface LetterGroup {
  readonly topic: string | undefined;
  readonly errorCode: string;
  readonly errorClass: string;
  readonly stage: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** What the error said in the last of them. */
  readonly message: string | undefined;
}

/** Counts letters by where they came from and why they are there. */
export class LetterGroups {
  readonly #groups = new Map<string, LetterGroup>();

  add({ originTopic: topic, reason }: FoundLetter): void {
    const { errorCode, errorClass, stage, message, lastTimeMs } = reason;
    const key = JSON.stringify([topic, errorCode, errorClass, stage]);
    const known = this.#groups.get(key);
    const isLatest = known === undefined || lastTimeMs >= known.lastMs;
    this.#groups.set(key, {
      topic,
      errorCode,
      errorClass,
      stage,
      count: (known?.count ?? 0) + 1,
      firstMs: Math.min(lastTimeMs, known?.firstMs ?? Infinity),
      lastMs: Math.max(lastTimeMs, known?.lastMs ?? -Infinity),
      message: isLatest ? message : known.message,
    });
  }

  /** The largest first. */
  sorted(): LetterGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }
}
