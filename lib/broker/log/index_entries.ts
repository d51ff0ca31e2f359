import { crc32c } from "../../protocol/mod.ts";

/** One entry is made for at least this many bytes of batches. */
export const INDEX_INTERVAL_BYTES = 4096;
const CHUNK_HEADER_BYTES = 8;
const ENTRY_BYTES = 24;

/**
 * A sparse index over a segment: offset and position of some batches, and the greatest timestamp
 * before each. It is kept in chunks of a count, a CRC-32C and the entries, so that it can grow at
 * its end and tell damage.
 */
export class IndexEntries {
  readonly #offsets: number[] = [];
  readonly #positions: number[] = [];
  readonly #timestamps: number[] = [];
  #nextEntryAt = 0;

  get length(): number {
    return this.#offsets.length;
  }

  /** Position of the last batch before a position that has an entry. */
  lastBefore(position: number): number | undefined {
    return this.#positions[lastBelow(this.#positions, position)];
  }

  /** Notes a batch, if enough bytes lie between it and the last one noted. */
  note(batch: { baseOffset: number; position: number }, maxTimestampBeforeMs: number): void {
    if (batch.position < this.#nextEntryAt) return;
    this.#add(batch.baseOffset, batch.position, maxTimestampBeforeMs);
  }

  #add(offset: number, position: number, timestampMs: number): void {
    this.#offsets.push(offset);
    this.#positions.push(position);
    this.#timestamps.push(timestampMs);
    this.#nextEntryAt = position + INDEX_INTERVAL_BYTES;
  }

  /** A position at or before the batch that holds an offset. */
  positionBefore(offset: number): number {
    return this.#positions[lastBelow(this.#offsets, offset + 1)] ?? 0;
  }

  /** A position at or before the first batch with a record at or after a time. */
  positionBeforeTime(timestampMs: number): number {
    return this.#positions[lastBelow(this.#timestamps, timestampMs)] ?? 0;
  }

  /** Drops the entries from a position on; returns the greatest timestamp before the first of them. */
  truncate(position: number): number {
    const kept = lastBelow(this.#positions, position) + 1;
    const maxTimestampMs = this.#timestamps[kept] ?? -1;
    this.#offsets.length = this.#positions.length = this.#timestamps.length = kept;
    this.#nextEntryAt = kept === 0 ? 0 : this.#positions[kept - 1]! + INDEX_INTERVAL_BYTES;
    return maxTimestampMs;
  }

  /** The entries from one on, as a chunk. */
  encode(from: number): Uint8Array {
    const count = this.length - from;
    const bytes = new Uint8Array(CHUNK_HEADER_BYTES + count * ENTRY_BYTES);
    const view = new DataView(bytes.buffer);
    for (let index = from, at = CHUNK_HEADER_BYTES; index < this.length; index++) {
      view.setFloat64(at, this.#offsets[index]!);
      view.setFloat64(at + 8, this.#positions[index]!);
      view.setFloat64(at + 16, this.#timestamps[index]!);
      at += ENTRY_BYTES;
    }
    view.setUint32(0, count);
    view.setUint32(4, crc32c(bytes, CHUNK_HEADER_BYTES, bytes.length));
    return bytes;
  }

  /** Adds up to `count` entries from chunks, up to the first that is damaged; returns how many there were. */
  decode(bytes: Uint8Array, count: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let found = 0;
    for (let at = 0; at + CHUNK_HEADER_BYTES <= bytes.length;) {
      const start = at + CHUNK_HEADER_BYTES;
      const end = start + view.getUint32(at) * ENTRY_BYTES;
      if (end > bytes.length || crc32c(bytes, start, end) !== view.getUint32(at + 4)) break;
      for (at = start; at < end; at += ENTRY_BYTES) {
        if (found++ >= count) continue;
        this.#add(view.getFloat64(at), view.getFloat64(at + 8), view.getFloat64(at + 16));
      }
    }
    return found;
  }
}

/** Index of the last of the rising numbers that is below `value`; −1 if there is none. */
function lastBelow(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
