/** What is found in one partition, in the order of reading. */
export interface Lane<T> {
  readonly partition: number;
  readonly items: readonly T[];
}

/** What of the lanes comes first. */
export interface Merged<T> {
  readonly taken: readonly T[];
  /** Per partition the first item that was not taken. */
  readonly untaken: ReadonlyMap<number, T>;
}

/**
 * The first items of all lanes by their time; within a lane the order stays, since times in a
 * partition may go back.
 */
export function mergeLanes<T extends { readonly timestampMs: number }>(
  lanes: readonly Lane<T>[],
  { limit, newestFirst }: { readonly limit: number; readonly newestFirst: boolean },
): Merged<T> {
  const at = new Map(lanes.map(({ partition }) => [partition, 0]));
  const taken: T[] = [];
  const headOf = ({ partition, items }: Lane<T>) => items[at.get(partition)!];
  const isBefore = (a: T, b: T) =>
    newestFirst ? a.timestampMs > b.timestampMs : a.timestampMs < b.timestampMs;
  while (taken.length < limit) {
    let best: Lane<T> | undefined;
    for (const lane of lanes) {
      const head = headOf(lane);
      if (head !== undefined && (best === undefined || isBefore(head, headOf(best)!))) best = lane;
    }
    if (best === undefined) break;
    taken.push(headOf(best)!);
    at.set(best.partition, at.get(best.partition)! + 1);
  }
  const heads = lanes.map((lane): [number, T | undefined] => [lane.partition, headOf(lane)]);
  return { taken, untaken: new Map(heads.filter((head): head is [number, T] => head[1] != null)) };
}
