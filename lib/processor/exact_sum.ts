/**
 * A sum without rounding, as the non-overlapping parts that it consists of: plain data, so it can be
 * kept in a snapshot. Parts of one set of numbers round to the same sum in whatever order they came.
 */
export type ExactSum = number[];

/**
 * Adds a finite number; the sum is changed and returned.
 *
 * It is Shewchuk's growing expansion: each addition keeps what the rounding of it left over.
 */
export function addExactly(sum: ExactSum, value: number): ExactSum {
  let carried = value;
  let kept = 0;
  for (const part of sum) {
    const [large, small] = Math.abs(carried) < Math.abs(part) ? [part, carried] : [carried, part];
    const rounded = large + small;
    const left = small - (rounded - large);
    if (left !== 0) sum[kept++] = left;
    carried = rounded;
  }
  sum.length = kept;
  sum.push(carried);
  return sum;
}

/** Adds another sum; the first is changed and returned. */
export function addExactSum(sum: ExactSum, other: Readonly<ExactSum>): ExactSum {
  for (const part of other) addExactly(sum, part);
  return sum;
}

/** The number nearest to an exact sum. */
export function roundedSum(sum: Readonly<ExactSum>): number {
  let at = sum.length - 1;
  let total = sum[at] ?? 0;
  let left = 0;
  while (at > 0 && left === 0) {
    const part = sum[--at]!;
    const rounded = total + part;
    left = part - (rounded - total);
    total = rounded;
  }
  // Half way between two numbers, the parts below decide to which side it goes.
  if (at > 0 && Math.sign(left) === Math.sign(sum[at - 1]!)) {
    const rounded = total + left * 2;
    if (rounded - total === left * 2) total = rounded;
  }
  return total;
}
