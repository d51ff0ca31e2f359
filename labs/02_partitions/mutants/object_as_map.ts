// caught by: in-range
// says: does not exist
// Remembers hashes in an object, which has names of its own before anything is put into it.
const hashes: Record<string, number> = {};

export function partitionFor(key: string, partitionCount: number): number {
  const hash = hashes[key] ??= murmur2(new TextEncoder().encode(key)) & 0x7fff_ffff;
  return hash % partitionCount;
}

/** The murmur2 hash as Kafka's Java client computes it: a signed number of 32 bits. Given. */
export function murmur2(bytes: Uint8Array): number {
  const mixed = (word: number) => {
    const spread = Math.imul(word, 0x5bd1e995);
    return Math.imul(spread ^ (spread >>> 24), 0x5bd1e995);
  };
  const tail = bytes.length % 4;
  let hash = 0x9747b28c ^ bytes.length;
  for (let at = 0; at < bytes.length - tail; at += 4) {
    const word = bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 | bytes[at + 3]! << 24;
    hash = Math.imul(hash, 0x5bd1e995) ^ mixed(word);
  }
  for (let left = tail; left > 0; left--) {
    hash ^= bytes[bytes.length - tail + left - 1]! << 8 * (left - 1);
  }
  if (tail > 0) hash = Math.imul(hash, 0x5bd1e995);
  hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
  return hash ^ (hash >>> 15);
}
