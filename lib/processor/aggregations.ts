import { addExactly, addExactSum, type ExactSum, roundedSum } from "./exact_sum.ts";

/**
 * How records become one result. The state is plain data; `add` and `merge` may change and return the
 * first state they are given, which is theirs. A result does not depend on the order of the records.
 */
export interface Aggregation<V, S, R> {
  /** The state of no record. */
  empty(): S;
  /** The state with one more record. */
  add(state: S, value: V, timeMs: number): S;
  /** The state of both together. */
  merge(state: S, other: S): S;
  /** The result of a state. */
  result(state: S): R;
}

/** An aggregation whose state is its own business. */
// deno-lint-ignore no-explicit-any
export type AnyAggregation<V, R> = Aggregation<V, any, R>;

/** Takes the number out of a value. */
export type Select<V> = (value: V) => number;

/** How many records. */
export function count(): Aggregation<unknown, number, number> {
  return { empty: () => 0, add: (n) => n + 1, merge: (a, b) => a + b, result: (n) => n };
}

/** The sum of the values or of what is selected, exact until it is rounded once at the end. */
export function sum<V = number>(select: Select<V> = Number): Aggregation<V, ExactSum, number> {
  return {
    empty: () => [],
    add: (state, value) => addExactly(state, select(value)),
    merge: addExactSum,
    result: roundedSum,
  };
}

/** The least of the values or of what is selected; undefined of no record. */
export function min<V = number>(
  select: Select<V> = Number,
): Aggregation<V, number | null, number | undefined> {
  return extreme(Math.min, select);
}

/** The greatest of the values or of what is selected; undefined of no record. */
export function max<V = number>(
  select: Select<V> = Number,
): Aggregation<V, number | null, number | undefined> {
  return extreme(Math.max, select);
}

/** The arithmetic mean of the values or of what is selected; undefined of no record. */
export function mean<V = number>(
  select: Select<V> = Number,
): Aggregation<V, MeanState, number | undefined> {
  return {
    empty: () => ({ count: 0, sum: [] }),
    add(state, value) {
      state.count++;
      addExactly(state.sum, select(value));
      return state;
    },
    merge(state, other) {
      state.count += other.count;
      addExactSum(state.sum, other.sum);
      return state;
    },
    result: (state) => state.count === 0 ? undefined : roundedSum(state.sum) / state.count,
  };
}

/** A count and an exact sum. */
export interface MeanState {
  /** How many records. */
  count: number;
  /** The parts of their sum. */
  sum: ExactSum;
}

/** How many different names there are, exactly; the state grows with them. */
export function countDistinct<V>(
  select: (value: V) => string | number,
): Aggregation<V, Record<string, true>, number> {
  return {
    empty: () => ({}),
    add(state, value) {
      state[`:${select(value)}`] = true;
      return state;
    },
    merge: (state, other) => Object.assign(state, other),
    result: (state) => Object.keys(state).length,
  };
}

/** How many records have each name, the names in order. */
export function countBy<V>(
  select: (value: V) => string,
): Aggregation<V, Record<string, number>, Readonly<Record<string, number>>> {
  const add = (state: Record<string, number>, name: string, by: number) => {
    state[name] = (state[name] ?? 0) + by;
    return state;
  };
  return {
    empty: () => ({}),
    // The colon keeps names such as __proto__ names.
    add: (state, value) => add(state, `:${select(value)}`, 1),
    merge(state, other) {
      for (const [name, by] of Object.entries(other)) add(state, name, by);
      return state;
    },
    result: (state) =>
      Object.fromEntries(Object.entries(state).sort(byName).map(([name, n]) => [name.slice(1), n])),
  };
}

/**
 * Several aggregations of the same records.
 *
 * @example
 * ```ts
 * import { combine, count, sum } from "./aggregations.ts";
 *
 * const orders = combine<number, { count: number; revenue: number }>({
 *   count: count(),
 *   revenue: sum(),
 * });
 * let state = orders.empty();
 * for (const amount of [0.1, 0.2, 0.3]) state = orders.add(state, amount, 0);
 * console.log(orders.result(state)); // { count: 3, revenue: 0.6 }
 * ```
 */
export function combine<V, R extends object>(
  parts: { readonly [K in keyof R]: AnyAggregation<V, R[K]> },
): Aggregation<V, Record<string, unknown>, R> {
  const entries = Object.entries(parts) as [string, AnyAggregation<V, unknown>][];
  return {
    empty: () => Object.fromEntries(entries.map(([name, part]) => [name, part.empty()])),
    add(state, value, timeMs) {
      for (const [name, part] of entries) state[name] = part.add(state[name], value, timeMs);
      return state;
    },
    merge(state, other) {
      for (const [name, part] of entries) state[name] = part.merge(state[name], other[name]);
      return state;
    },
    result: (state) =>
      Object.fromEntries(entries.map(([name, part]) => [name, part.result(state[name])])) as R,
  };
}

function extreme<V>(
  pick: (a: number, b: number) => number,
  select: Select<V>,
): Aggregation<V, number | null, number | undefined> {
  const both = (a: number | null, b: number | null) => a === null ? b : b === null ? a : pick(a, b);
  return {
    empty: () => null,
    add: (state, value) => both(state, select(value)),
    merge: both,
    result: (state) => state ?? undefined,
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
