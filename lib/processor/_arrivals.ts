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

/** Records in any order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.int(0, at);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}

/** Plain data as it comes back from a file: what JSON can't hold is lost. */
export function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
