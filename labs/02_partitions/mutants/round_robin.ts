// caught by: key-order
// says: split
// Spreads perfectly and keeps nothing in order.
let next = 0;

export function partitionFor(_key: string, partitionCount: number): number {
  return next++ % partitionCount;
}
