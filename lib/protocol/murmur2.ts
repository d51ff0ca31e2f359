const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** The 32-bit murmur2 hash of a key as Apache Kafka's Java client computes it, signed. */
export function murmur2(key: Uint8Array): number {
  const length = key.length;
  const words = length & ~3;
  let hash = SEED ^ length;
  for (let at = 0; at < words; at += 4) {
    let k = key[at]! | (key[at + 1]! << 8) | (key[at + 2]! << 16) | (key[at + 3]! << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(k, M);
  }
  const rest = length - words;
  if (rest > 2) hash ^= key[words + 2]! << 16;
  if (rest > 1) hash ^= key[words + 1]! << 8;
  if (rest > 0) hash = Math.imul(hash ^ key[words]!, M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

/** The number without its sign bit, as the Java client takes it before the remainder. */
export function toPositive(hash: number): number {
  return hash & 0x7fff_ffff;
}

/** The partition that the Java client's default partitioner picks for a key. */
export function partitionForKey(key: Uint8Array, partitions: number): number {
  return toPositive(murmur2(key)) % partitions;
}
