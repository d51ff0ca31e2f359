import type { Random } from "../core/mod.ts";

/** Records in an order in which none comes more than `boundMs` after a later one. */
export function shuffledWithin<T extends { readonly timeMs: number }>(
  records: readonly T[],
  boundMs: number,
  random: Random,
): T[] {
  return records
    .map((record) => ({ record, arrivesMs: record.timeMs + random.next() * boundMs }))
    .sort((a, b) => a.arrivesMs - b.arrivesMs)
    .map(({ record }) => record);
}

/** Plain data as it comes back from a file: what JSON can't hold is lost. */
export function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
