import { hash } from "node:crypto";

const FIRST_SLOTS = 1024;
const MAX_LOAD = 0.75;
const WORDS = 4;
const SLOT_BYTES = 16;
const EMPTY = -1;
/** As many keys as fill about 128 MiB, the size of `log.cleaner.dedupe.buffer.size`. */
const MAX_KEYS = 4_000_000;

/**
 * The last offset of each key, in 24 bytes a key whatever its length: a short key stands as it is,
 * a longer one as its MD5, as in Apache Kafka.
 */
export class OffsetMap {
  /** Offset up to which the log was looked through; −1 when it was not. */
  latestOffset = -1;
  readonly #maxKeys: number;
  #words = new Uint32Array(FIRST_SLOTS * WORDS);
  #offsets = new Float64Array(FIRST_SLOTS).fill(EMPTY);
  #size = 0;
  readonly #key = new Uint8Array(SLOT_BYTES);
  readonly #keyWords = new Uint32Array(this.#key.buffer);

  /** It takes no more than `maxKeys` different keys. */
  constructor(maxKeys: number = MAX_KEYS) {
    this.#maxKeys = maxKeys;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#size;
  }

  /** Notes an offset of a key; `false` when there is no room for another key. */
  put(key: Uint8Array, offset: number): boolean {
    this.#load(key);
    const slot = this.#find(this.#keyWords, 0);
    if (this.#offsets[slot] === EMPTY) {
      if (this.#size >= this.#maxKeys) return false;
      this.#words.set(this.#keyWords, slot * WORDS);
      this.#size++;
    }
    this.#offsets[slot] = offset;
    if (this.#size > this.#offsets.length * MAX_LOAD) this.#grow();
    return true;
  }

  /** The last offset that was noted for a key; −1 when there is none. */
  get(key: Uint8Array): number {
    this.#load(key);
    return this.#offsets[this.#find(this.#keyWords, 0)]!;
  }

  /** Puts the sixteen bytes that stand for a key into place; the last one tells short keys. */
  #load(key: Uint8Array): void {
    if (key.length < SLOT_BYTES) {
      this.#key.fill(0);
      this.#key.set(key);
      this.#key[SLOT_BYTES - 1] = key.length + 1;
    } else {
      this.#key.set(hash("md5", key, "buffer"));
    }
  }

  /** The slot of the key whose words begin at `at`, or the empty slot where it belongs. */
  #find(words: Uint32Array, at: number): number {
    const mask = this.#offsets.length - 1;
    let mixed = words[at]!;
    for (let word = 1; word < WORDS; word++) {
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b_3c6d) ^ words[at + word]!;
    }
    mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a_2d39);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (this.#offsets[slot] !== EMPTY && !this.#holds(slot, words, at)) slot = (slot + 1) & mask;
    return slot;
  }

  #holds(slot: number, words: Uint32Array, at: number): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (this.#words[slot * WORDS + word] !== words[at + word]) return false;
    }
    return true;
  }

  #grow(): void {
    const words = this.#words;
    const offsets = this.#offsets;
    this.#words = new Uint32Array(words.length * 2);
    this.#offsets = new Float64Array(offsets.length * 2).fill(EMPTY);
    for (let slot = 0; slot < offsets.length; slot++) {
      if (offsets[slot] === EMPTY) continue;
      const found = this.#find(words, slot * WORDS);
      this.#words.set(words.subarray(slot * WORDS, (slot + 1) * WORDS), found * WORDS);
      this.#offsets[found] = offsets[slot]!;
    }
  }
}
