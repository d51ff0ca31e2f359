import type { Random } from "../core/mod.ts";

/** Picks an item, as often against the others as its weight says; weights are whole numbers. */
export function weighted<T>(items: readonly (readonly [T, number])[], random: Random): T {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = random.int(1, total);
  for (const [item, weight] of items) {
    rest -= weight;
    if (rest <= 0) return item;
  }
  return items.at(-1)![0];
}
