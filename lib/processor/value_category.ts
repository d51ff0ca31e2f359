/** How much an event is worth, in words, from the least to the most. */
export const VALUE_CATEGORIES = ["low", "medium", "high", "premium"] as const;

/** How much an event is worth, in words. */
export type ValueCategory = (typeof VALUE_CATEGORIES)[number];

/** From this value on a transaction counts as one of high value. */
export const HIGH_VALUE = 1000;

/** Below 100 low, below 500 medium, below 1000 high, else premium; a missing value counts as 0. */
export function categorizeValue(value: number = 0): ValueCategory {
  if (value < 100) return "low";
  if (value < 500) return "medium";
  return value < HIGH_VALUE ? "high" : "premium";
}
