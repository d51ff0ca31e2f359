/** One way of doing something, and how to do it once; returns how long it took, in milliseconds. */
export interface Contender {
  readonly name: string;
  once(): Promise<number>;
}

/** What runs came to. */
export interface Result {
  readonly name: string;
  /** The durations of the runs, in milliseconds, in their order. */
  readonly runsMs: readonly number[];
  readonly medianMs: number;
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("No values have no median");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Lets contenders take turns, so that whatever else the machine does meets all of them, and each
 * round begins with another one.
 */
export async function alternate<const C extends readonly Contender[]>(
  contenders: C,
  options: { readonly runs: number; readonly signal: AbortSignal },
): Promise<{ readonly [K in keyof C]: Result }> {
  const runsMs = contenders.map((): number[] => []);
  for (let run = 0; run < options.runs; run++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      options.signal.throwIfAborted();
      const index = (run + turn) % contenders.length;
      runsMs[index]!.push(await contenders[index]!.once());
    }
  }
  return contenders.map(({ name }, index) => ({
    name,
    runsMs: runsMs[index]!,
    medianMs: median(runsMs[index]!),
  })) as unknown as { readonly [K in keyof C]: Result };
}

/** How fast the first is, measured by the second: 2 when it takes half the time. */
export function speedRatio(first: Result, second: Result): number {
  return second.medianMs / first.medianMs;
}

/** How long some work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
