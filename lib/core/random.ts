/** Chance, handed in so that a seed replays it. */
export interface Random {
  /** A float in [0, 1). */
  next(): number;
  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
  /** A version 4 UUID (RFC 9562). */
  uuid(): string;
  /** An independent stream that depends only on this one's seed and the label. */
  fork(label: string): Random;
}

/**
 * A random stream that a seed repeats exactly (xoshiro128**, seeded by splitmix32); not for secrets.
 *
 * @example
 * ```ts
 * import { seededRandom } from "./random.ts";
 *
 * console.log(seededRandom("a").int(1, 6) === seededRandom("a").int(1, 6)); // true
 * ```
 */
export function seededRandom(seed: string | number): Random {
  return new Xoshiro128(String(seed));
}

/** The items in an order by chance. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items.map((item) => ({ item, at: random.next() })).sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** A fresh seed of eight hexadecimal digits, to print so that a run can be replayed. */
export function freshSeed(): string {
  return crypto.getRandomValues(new Uint32Array(1))[0]!.toString(16).padStart(8, "0");
}

class Xoshiro128 implements Random {
  readonly #seed: string;
  readonly #state: Uint32Array;

  constructor(seed: string) {
    this.#seed = seed;
    this.#state = splitmix32(fnv1a(seed));
  }

  #uint32(): number {
    const s = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  next(): number {
    return this.#uint32() / 0x1_0000_0000;
  }

  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("Can't pick from an empty list");
    return items[this.int(0, items.length - 1)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#uint32() & 0xff);
  }

  uuid(): string {
    const bytes = this.bytes(16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = bytes.toHex();
    return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]]
      .map(([from, to]) => hex.slice(from, to)).join("-");
  }

  fork(label: string): Random {
    return new Xoshiro128(`${this.#seed}/${label}`);
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

function splitmix32(seed: number): Uint32Array {
  let state = seed;
  return Uint32Array.from({ length: 4 }, () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  });
}
