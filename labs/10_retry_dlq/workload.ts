import { type Random, shuffled } from "../../lib/core/mod.ts";
import type { Poison } from "../../lib/workshop/mod.ts";
import { passing, POISON } from "./failures.ts";

/** What a record does to its handler. */
export type Kind = "sound" | "poison" | "passing" | "stubborn";

/** A record of a run, and how its tries end. */
export interface Planned {
  /** In its key's and its partition's order: `orders:17`. */
  readonly id: string;
  readonly key: string;
  readonly partition: number;
  readonly kind: Kind;
  /** How many tries fail; outages aside. */
  readonly failures: number;
  /** What they throw. */
  readonly error: () => unknown;
}

/** What a run's records are made with. */
export interface WorkloadOptions {
  readonly partitions: number;
  readonly count: number;
  readonly maxTries: number;
  readonly poison: number;
  readonly passing: number;
  readonly stubborn: number;
}

const KEYS_PER_PARTITION = 2;

/** Records by turns for each partition; those that fail lie in its first half, others behind them. */
export function workload(random: Random, options: WorkloadOptions): Planned[] {
  const { partitions, count, maxTries, poison, passing: passes, stubborn } = options;
  const kinds = shuffled(random, [
    ...Array<Kind>(poison).fill("poison"),
    ...Array<Kind>(passes).fill("passing"),
    ...Array<Kind>(stubborn).fill("stubborn"),
    ...Array<Kind>(Math.max(0, Math.floor(count / 2) - poison - passes - stubborn)).fill("sound"),
  ]);
  let poisons = random.int(0, POISON.length - 1);
  return Array.from({ length: count }, (_, at): Planned => {
    const partition = at % partitions;
    const kind = kinds[at] ?? "sound";
    // Each key comes once more at the end: what overtakes a record that waits is seen there.
    const isLast = at >= count - partitions * KEYS_PER_PARTITION;
    const number = isLast
      ? 1 + Math.floor((count - 1 - at) / partitions)
      : random.int(1, KEYS_PER_PARTITION);
    const key = `customer-${partition}-${number}`;
    const place = { id: `orders:${at}`, key, partition, kind };
    if (kind === "sound") return { ...place, failures: 0, error: passing };
    if (kind === "poison") {
      return { ...place, failures: Infinity, error: POISON[poisons++ % POISON.length]! };
    }
    const failures = kind === "passing" ? random.int(1, maxTries - 1) : Infinity;
    return { ...place, failures, error: passing };
  });
}

/** How often a record has to be tried, outages aside. */
export function triesOf({ kind, failures }: Planned, maxTries: number): number {
  if (kind === "poison") return 1;
  return kind === "stubborn" ? maxTries : failures + 1;
}

/** What has to be among the dead letters in the end. */
export function poisonOf(planned: readonly Planned[], maxTries: number): Poison[] {
  return planned.filter(({ kind }) => kind === "poison" || kind === "stubborn")
    .map((record) => ({ id: record.id, attempts: triesOf(record, maxTries) }));
}
