/** Where a process is killed: at one of its calls, before that did anything or when it was done. */
export interface KillPoint {
  /** Counted from 1 in the life of the process. */
  readonly call: number;
  readonly side: "before" | "after";
}

/** How much is given to the functions at once. */
export interface Size {
  /** Payments in a batch. */
  readonly batch: number;
  /** Payments that a kill may lose or have repeated. */
  readonly atStake: number;
}

/** Sizes at which the last part of a batch is smaller than the others. */
export const SIZES: readonly Size[] = [
  { batch: 4, atStake: 3 },
  { batch: 5, atStake: 2 },
  { batch: 5, atStake: 3 },
];

/**
 * Sizes of the batches that one process is given, so that what it keeps of one shows in another. Who
 * keeps the first `atStake` commits too often in the second; the second comes twice, and does not
 * fill its last part, so that who counts on commits too often in the third. Then all parts are full,
 * and fewer than payments in one; in the end one part is never full.
 */
export const ONE_AFTER_ANOTHER: readonly Size[] = [
  { batch: 3, atStake: 1 },
  { batch: 5, atStake: 3 },
  { batch: 5, atStake: 3 },
  { batch: 6, atStake: 3 },
  { batch: 4, atStake: 3 },
  { batch: 5, atStake: 2 },
  { batch: 1, atStake: 3 },
];

/** The commits that a batch takes at most. */
export function mostCommits(payments: number, atStake: number): number {
  return Math.ceil(payments / atStake);
}

/** Each side of each call that a batch takes. */
export function allKillPoints({ batch, atStake }: Size): KillPoint[] {
  const calls = batch + mostCommits(batch, atStake);
  return Array.from({ length: calls }, (_, at) => at + 1).flatMap((call): KillPoint[] => [
    { call, side: "before" },
    { call, side: "after" },
  ]);
}

/** How many payments a life may come past before it is killed, for all lives together. */
export function paymentsFor(points: readonly KillPoint[], { batch }: Size): number {
  return points.reduce((sum, { call }) => sum + call, 0) + batch;
}
