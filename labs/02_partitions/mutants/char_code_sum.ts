// caught by: even-spread
// says: times the average
// A home-made hash: names that differ in one digit fall close together.
export function partitionFor(key: string, partitionCount: number): number {
  let sum = 0;
  for (const character of key) sum += character.charCodeAt(0);
  return sum % partitionCount;
}
