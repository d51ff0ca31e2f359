import type { ConsumedRecord } from "../../consumer/mod.ts";
import type { LabVerdict } from "./class_report.ts";
import { type BoardChange, readRecord } from "./result_record.ts";

/** A lab of the board. */
export interface BoardLab {
  /** Two digits: `"04"`. */
  readonly number: string;
  /** What it is about, in a few words. */
  readonly title: string;
}

/** What a learner has in a lab. */
export interface BoardCell {
  /** What became of the task, the last time. */
  readonly verdict: LabVerdict;
  /** When it was written to the topic, in milliseconds since 1970. */
  readonly atMs: number;
  /** How long the grading took, in milliseconds. */
  readonly tookMs: number;
}

/** A learner with what there is, by the lab's number. */
export interface BoardLearner {
  /** As the learner wants to be called. */
  readonly name: string;
  /** By the lab's number. */
  readonly results: Readonly<Record<string, BoardCell>>;
}

/** A cell that has changed; `null` when it is empty again. */
export interface CellChange {
  /** Whose it is. */
  readonly name: string;
  /** Number of the lab. */
  readonly lab: string;
  /** What stands there now. */
  readonly cell: BoardCell | null;
}

/** The most learners that a board holds. */
export const MAX_LEARNERS = 500;

/** Labs × learners, as the records of the topic tell them. */
export class ClassBoard {
  readonly #labs: ReadonlySet<string>;
  readonly #learners = new Map<string, Map<string, BoardCell>>();
  readonly #maxLearners: number;
  #passedOver = 0;

  /** Nobody is on it. */
  constructor(labs: readonly BoardLab[], maxLearners = MAX_LEARNERS) {
    this.#labs = new Set(labs.map(({ number }) => number));
    this.#maxLearners = maxLearners;
  }

  /** Who is on it. */
  get names(): readonly string[] {
    return [...this.#learners.keys()];
  }

  /** How many records of the topic said nothing that it could show. */
  get passedOver(): number {
    return this.#passedOver;
  }

  /** Takes a record of the topic; what it changed, if anything. */
  apply(
    record: Pick<ConsumedRecord, "key" | "value" | "timestampMs">,
  ): CellChange | undefined {
    const change = readRecord(record, this.#labs);
    if (typeof change !== "string" && this.#hasRoomFor(change)) return this.#set(change);
    this.#passedOver++;
  }

  #hasRoomFor({ name }: BoardChange): boolean {
    return this.#learners.has(name) || this.#learners.size < this.#maxLearners;
  }

  #set({ name, lab, result, writtenAtMs }: BoardChange): CellChange {
    if (result === null) {
      const results = this.#learners.get(name);
      results?.delete(lab);
      if (results?.size === 0) this.#learners.delete(name);
      return { name, lab, cell: null };
    }
    const cell = { verdict: result.verdict, atMs: writtenAtMs, tookMs: result.tookMs };
    this.#learners.getOrInsertComputed(name, () => new Map()).set(lab, cell);
    return { name, lab, cell };
  }

  /** The labs of which a learner has something. */
  labsOf(name: string): readonly string[] {
    return [...this.#learners.get(name)?.keys() ?? []];
  }

  /** All learners, by name. */
  learners(): readonly BoardLearner[] {
    return [...this.#learners]
      .map(([name, results]) => ({ name, results: Object.fromEntries(results) }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }
}
