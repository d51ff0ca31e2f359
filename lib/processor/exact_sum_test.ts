import { assertEquals } from "@std/assert";
import { seededRandom, shuffled } from "../core/mod.ts";
import { addExactly, addExactSum, type ExactSum, roundedSum } from "./exact_sum.ts";

const sumOf = (values: readonly number[]): ExactSum => values.reduce(addExactly, [] as ExactSum);

/** The sum by whole numbers: each float is a multiple of 2^-1074. */
function oracle(values: readonly number[]): number {
  const scaled = values.reduce((sum, value) => sum + multipleOf(value), 0n);
  const size = scaled < 0n ? -scaled : scaled;
  const bits = size.toString(2).length;
  const dropped = BigInt(Math.max(0, bits - 53));
  let kept = size >> dropped;
  const rest = size - (kept << dropped);
  const half = dropped === 0n ? 1n : 1n << (dropped - 1n);
  if (dropped > 0n && (rest > half || (rest === half && kept % 2n === 1n))) kept++;
  return (scaled < 0n ? -1 : 1) * Number(kept) * 2 ** (Number(dropped) - 537) * 2 ** -537;
}

function multipleOf(value: number): bigint {
  let exponent = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent++;
  }
  return BigInt(scaled) << BigInt(1074 - exponent);
}

Deno.test("a sum of any floats is the one nearest to the true sum, in any order", () => {
  const random = seededRandom("exact sum");
  for (let round = 0; round < 300; round++) {
    const values = Array.from(
      { length: random.int(0, 40) },
      () => (random.next() - 0.5) * 10 ** random.int(-20, 20),
    );
    const cancelled = random.next() < 0.5 ? [...values, ...values.slice(3).map((v) => -v)] : values;
    const expected = oracle(cancelled);
    assertEquals(roundedSum(sumOf(shuffled(random, cancelled))), expected);
    const cut = random.int(0, cancelled.length);
    const parts = addExactSum(sumOf(cancelled.slice(cut)), sumOf(cancelled.slice(0, cut)));
    assertEquals(roundedSum(parts), expected);
  }
});

Deno.test("what a plain sum loses is kept", () => {
  assertEquals(roundedSum([]), 0);
  assertEquals(roundedSum(sumOf([1, 1e100, 1, -1e100])), 2);
  assertEquals(roundedSum(sumOf(Array(10).fill(0.1))), 1);
  assertEquals(roundedSum(sumOf([1e16, 1, 1e-16])), 10000000000000002);
});
