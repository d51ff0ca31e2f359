/** A growing set of small whole numbers, one bit each. */
export class Bits {
  #words = new Uint32Array(32);
  #size = 0;

  /** How many numbers are in the set. */
  get size(): number {
    return this.#size;
  }

  has(index: number): boolean {
    return ((this.#words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  /** Puts a number in; `false` when it was there already. */
  add(index: number): boolean {
    if (this.has(index)) return false;
    const word = index >>> 5;
    if (word >= this.#words.length) {
      const grown = new Uint32Array(Math.max(word + 1, this.#words.length * 2));
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[word]! |= 1 << (index & 31);
    this.#size++;
    return true;
  }
}
