/** Bytes as they were appended, kept by reference: a run of them is found by its position. */
export class Pieces {
  readonly #pieces: Uint8Array[] = [];
  readonly #positions: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(bytes: Uint8Array): void {
    this.#pieces.push(withoutSlack(bytes));
    this.#positions.push(this.#size);
    this.#size += bytes.length;
  }

  /** Whole pieces from a position on, the first from there, until they hold `length` bytes. */
  read(position: number, length: number): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let index = this.#indexOf(position);
    let taken = (this.#positions[index] ?? position) - position;
    for (; index < this.#pieces.length && taken < length; index++) {
      const piece = this.#pieces[index]!;
      pieces.push(taken < 0 ? piece.subarray(-taken) : piece);
      taken += piece.length;
    }
    return pieces;
  }

  /** Index of the piece that holds a position. */
  #indexOf(position: number): number {
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#positions[middle]! <= position) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  truncate(size: number): void {
    const index = this.#positions.findIndex((position, at) =>
      position + this.#pieces[at]!.length > size
    );
    if (index === -1) return;
    const rest = size - this.#positions[index]!;
    const kept = this.#pieces[index]!.subarray(0, rest);
    this.#pieces.length = this.#positions.length = index;
    this.#size = size - rest;
    if (rest > 0) this.append(kept);
  }

  clear(): void {
    this.#pieces.length = this.#positions.length = this.#size = 0;
  }
}

/** The bytes themselves, or a copy when keeping them would keep a much larger buffer alive. */
function withoutSlack(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength > bytes.length * 1.25 + 1024 ? bytes.slice() : bytes;
}
