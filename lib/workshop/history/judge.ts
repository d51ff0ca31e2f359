import type { Position } from "./event.ts";
import type { Ground } from "./ground.ts";
import type { Handlers } from "./handlers.ts";

/** The number of an invariant. */
export type InvariantId = "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I7" | "I8" | "I9" | "I10";

/** A rule that has to hold of every history. */
export interface Invariant {
  /** Its number. */
  readonly id: InvariantId;
  /** Its name: `nothing lost`. */
  readonly title: string;
  /** Begins to judge a history; `breach` is called with whatever does not hold. */
  judge(ground: Ground, breach: (breach: Breach) => void): Judge;
}

/** One invariant over one history. */
export interface Judge {
  /** Called for each event; `at` is its place in the history. */
  readonly on?: Handlers;
  /** Called when the history is over: says what was judged. */
  close(): Finding;
}

/** What an invariant found. */
export interface Finding {
  /** How many facts it had to judge by; with none it is not tested. */
  readonly evidence: number;
  /** What it counted, by name. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Where something does not hold. */
export interface Breach {
  /** The anomaly's name: `lost write`, `aborted read`. */
  readonly anomaly: string;
  /** What should hold, as a sentence. */
  readonly claim: string;
  /** What was found instead, as a sentence. */
  readonly found: string;
  /** Where. */
  readonly evidence: Evidence;
  /** The place in the history of the event that shows it, where one does. */
  readonly at?: number;
}

/** What a violation is about. */
export interface Evidence extends Partial<Position> {
  /** The record's id. */
  readonly id?: string;
  /** The group. */
  readonly group?: string;
  /** The transaction. */
  readonly txn?: string;
}

/** Keeps the first breaches of each anomaly and counts the rest. */
export class Breaches {
  readonly #kept: Breach[] = [];
  readonly #counts = new Map<string, number>();
  readonly #partitions = new Map<string, number>();
  readonly #limit: number;

  /** Keeps `limit` of each anomaly. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many there were. */
  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** How many there were by anomaly. */
  get byAnomaly(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  /** How many there were by partition, `orders/1`, of those that are about one. */
  get byPartition(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#partitions);
  }

  /** Those kept, in the order found. */
  get kept(): readonly Breach[] {
    return this.#kept;
  }

  /** Notes one. */
  add(breach: Breach): void {
    const count = (this.#counts.get(breach.anomaly) ?? 0) + 1;
    this.#counts.set(breach.anomaly, count);
    if (count <= this.#limit) this.#kept.push(breach);
    const { topic, partition } = breach.evidence;
    if (topic === undefined || partition === undefined) return;
    const key = `${topic}/${partition}`;
    this.#partitions.set(key, (this.#partitions.get(key) ?? 0) + 1);
  }
}
