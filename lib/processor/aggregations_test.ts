import { assertEquals } from "@std/assert";
import { seededRandom, shuffled } from "../core/mod.ts";
import { throughJson } from "./_arrivals.ts";
import {
  type AnyAggregation,
  combine,
  count,
  countBy,
  countDistinct,
  max,
  mean,
  min,
  sum,
} from "./aggregations.ts";
import { summary } from "./downsampling.ts";
import { quantiles } from "./quantile_sketch.ts";

interface Purchase {
  readonly user: string;
  readonly amount: number;
}

const amountOf = ({ amount }: Purchase) => amount;
const ALL = combine<Purchase, Record<string, unknown>>({
  count: count(),
  revenue: sum(amountOf),
  least: min(amountOf),
  greatest: max(amountOf),
  mean: mean(amountOf),
  users: countDistinct(({ user }) => user),
  byUser: countBy(({ user }) => user),
  summary: summary(amountOf),
});

function resultOf<V, R>(aggregation: AnyAggregation<V, R>, values: readonly V[]): R {
  const state = values.reduce(
    (state, value, at) => aggregation.add(state, value, at),
    aggregation.empty(),
  );
  return aggregation.result(state);
}

Deno.test("aggregations come to what a look at all records comes to", () => {
  const purchases = [
    { user: "ana", amount: 0.1 },
    { user: "__proto__", amount: 0.2 },
    { user: "ana", amount: -5 },
    { user: "budi", amount: 0.3 },
  ];
  const { byUser, summary: _, ...results } = resultOf(ALL, purchases);
  assertEquals(results, {
    count: 4,
    revenue: -4.4,
    least: -5,
    greatest: 0.3,
    mean: -1.1,
    users: 3,
  });
  assertEquals(Object.entries(byUser as object), [["__proto__", 1], ["ana", 2], ["budi", 1]]);
});

Deno.test("of no record there is no least, greatest and mean", () => {
  assertEquals(resultOf(min(), []), undefined);
  assertEquals(resultOf(max(), []), undefined);
  assertEquals(resultOf(mean(), []), undefined);
  assertEquals(resultOf(sum(), []), 0);
});

Deno.test("parts in any order, merged and stored in between, are the whole", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = seededRandom(`aggregations ${seed}`);
    const purchases = Array.from({ length: random.int(1, 60) }, (_, at) => ({
      timeMs: at,
      purchase: {
        user: random.pick(["ana", "budi", "citra"]),
        amount: (random.next() - 0.3) * 10 ** random.int(0, 9),
      },
    }));
    const fold = (part: typeof purchases) =>
      part.reduce(
        (state, { purchase, timeMs }) => ALL.add(state, purchase, timeMs),
        ALL.empty(),
      );
    const expected = ALL.result(fold(purchases));
    const order = shuffled(random, purchases);
    const cut = random.int(0, order.length);
    const [a, b] = [order.slice(0, cut), order.slice(cut)].map(fold);
    assertEquals(ALL.result(ALL.merge(throughJson(a!), throughJson(b!))), expected);
  }
});

Deno.test("a quantile is the value of its rank, within the stated error", () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = seededRandom(`quantiles ${seed}`);
    const values = Array.from({ length: random.int(1, 500) }, () => {
      const size = 10 ** (random.next() * 8 - 3);
      return random.pick([size, size, -size, 0]);
    });
    const wanted = [0, 0.25, 0.5, 0.9, 0.99, 1];
    const relativeError = random.pick([0.001, 0.01, 0.1]);
    const sketch = quantiles(wanted, { relativeError, maxBuckets: 20_000 });
    const found = resultOf(sketch, values);
    const sorted = values.toSorted((a, b) => a - b);
    wanted.forEach((quantile, at) => {
      const exact = sorted[Math.floor(quantile * (sorted.length - 1))]!;
      const error = Math.abs(found[at]! - exact);
      const allowed = relativeError * Math.abs(exact) * (1 + 1e-9);
      assertEquals(error <= allowed, true, `seed ${seed}: ${found[at]} for ${exact}`);
    });
    assertEquals(resultOf(sketch, shuffled(random, values)), found, "order does not matter");
  }
});

Deno.test("a sketch keeps to its buckets, and keeps the great values exact", () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = seededRandom(`buckets ${seed}`);
    const values = Array.from({ length: 300 }, () => 10 ** (random.next() * 30 - 15));
    const sketch = quantiles([0.95], { maxBuckets: 100 });
    const fold = (part: readonly number[]) =>
      part.reduce((state, value) => sketch.add(state, value, 0), sketch.empty());
    const state = fold(values);
    assertEquals(Object.keys(state.positive.counts).length <= 100, true);
    assertEquals(fold(shuffled(random, values)), state, "order does not matter");
    const merged = sketch.merge(fold(values.slice(0, 100)), fold(values.slice(100)));
    assertEquals(merged, state);
    assertEquals(Object.values(state.positive.counts).reduce((a, b) => a + b), 300);
  }
});
