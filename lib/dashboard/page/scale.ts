/** A partition's offsets, as decimal strings. */
export interface Offsets {
  readonly low: string;
  readonly committed: string | null;
  readonly end: string;
}

/** The offsets between which the lanes of one topic are drawn. */
export interface LaneScale {
  readonly from: bigint;
  readonly to: bigint;
}

/** Where the parts of a lane lie, in percent of its width. */
export interface LaneShape {
  /** Where the kept records begin. */
  readonly low: number;
  /** Where the group is; `null` when it never committed. */
  readonly committed: number | null;
  /** Where the log ends. */
  readonly end: number;
}

/** A common scale for the lanes of a topic; its end is round, so that lanes grow until they fill it. */
export function laneScale(partitions: readonly Offsets[]): LaneScale {
  const lows = partitions.map(({ low }) => BigInt(low));
  const ends = partitions.map(({ end }) => BigInt(end));
  const from = lows.reduce((a, b) => a < b ? a : b, lows[0] ?? 0n);
  const most = ends.reduce((a, b) => a > b ? a : b, 0n);
  return { from, to: from + roundUp(most > from ? most - from : 1n) };
}

/** Where one partition's marks lie on a scale. */
export function laneShape({ low, committed, end }: Offsets, scale: LaneScale): LaneShape {
  const place = (offset: string) => {
    const value = BigInt(offset);
    const share = Number((value - scale.from) * 100_000n / (scale.to - scale.from)) / 1000;
    return Math.min(100, Math.max(0, share));
  };
  return {
    low: place(low),
    committed: committed === null ? null : place(committed),
    end: place(end),
  };
}

/** The next of 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, … */
function roundUp(length: bigint): bigint {
  const steps = [10n, 12n, 15n, 20n, 25n, 30n, 40n, 50n, 60n, 80n];
  for (let unit = 1n;; unit *= 10n) {
    const step = steps.find((step) => step * unit >= length);
    if (step !== undefined) return step * unit;
  }
}

const FULL_BAR = 200n;

/** A partition's unread records in percent of the most of its group, or of 200 when all have fewer. */
export function lagShare(
  { lag }: { readonly lag: string | null },
  all: readonly { readonly lag: string | null }[],
): number {
  const most = all.map((one) => BigInt(one.lag ?? 0)).reduce((a, b) => a > b ? a : b, FULL_BAR);
  return Number(BigInt(lag ?? 0) * 1000n / most) / 10;
}
