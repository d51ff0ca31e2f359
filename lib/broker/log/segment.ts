import { RecordBatch } from "../../protocol/mod.ts";
import type { SegmentFile } from "../storage/storage.ts";
import { batchHeadAt } from "./batch.ts";

/** One entry of the sparse index is made for at least this many bytes. */
const INDEX_INTERVAL_BYTES = 4096;
const SCAN_BYTES = 65_536;

/** Where a batch lies, and what it holds. */
export interface BatchPlace {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestampMs: number;
  readonly position: number;
  readonly size: number;
}

/** What a read may return. */
export interface ReadLimits {
  readonly maxBytes: number;
  /** Only offsets below this one. */
  readonly endOffset: number;
  /** Whether the first batch is returned even when it is larger than `maxBytes`. */
  readonly atLeastOne: boolean;
}

/** Whole batches as they lie in the log. */
export interface BatchSlices {
  /** Each holds one or more batches. */
  readonly slices: Uint8Array[];
  /** Bytes of all of them. */
  size: number;
  /** Offset after the last record. */
  nextOffset: number;
}

/** Some consecutive batches of a log, found by offset and by time through a sparse index. */
export class Segment {
  /** Where its bytes are; another one once a cleaned segment has been swapped in. */
  file: SegmentFile;
  /** The timestamp of its first batch, when it is not empty. */
  firstTimestampMs: number | undefined;
  /** The greatest timestamp in the segment; −1 when it is empty. */
  maxTimestampMs = -1;
  /** First offset of the batch that holds the greatest timestamp. */
  maxTimestampOffset = -1;
  // The index: offset and position of some batches, and the greatest timestamp before each.
  readonly #offsets: number[] = [];
  readonly #positions: number[] = [];
  readonly #timestamps: number[] = [];
  #nextEntryAt = 0;

  constructor(file: SegmentFile) {
    this.file = file;
  }

  get baseOffset(): number {
    return this.file.baseOffset;
  }

  get size(): number {
    return this.file.size;
  }

  /** Appends one batch. */
  append(bytes: Uint8Array, batch: Omit<BatchPlace, "position" | "size">): void {
    const position = this.file.size;
    const { baseOffset, lastOffset, maxTimestampMs } = batch;
    this.file.append(bytes);
    this.index({ baseOffset, lastOffset, maxTimestampMs, position, size: bytes.length });
  }

  /** Notes a batch that lies in the file. */
  index(batch: BatchPlace): void {
    this.firstTimestampMs ??= batch.maxTimestampMs;
    if (batch.position >= this.#nextEntryAt) {
      this.#offsets.push(batch.baseOffset);
      this.#positions.push(batch.position);
      this.#timestamps.push(this.maxTimestampMs);
      this.#nextEntryAt = batch.position + INDEX_INTERVAL_BYTES;
    }
    if (batch.maxTimestampMs > this.maxTimestampMs) {
      this.maxTimestampMs = batch.maxTimestampMs;
      this.maxTimestampOffset = batch.baseOffset;
    }
  }

  /** A position at or before the batch that holds an offset. */
  positionBefore(offset: number): number {
    return this.#positions[lastAtMost(this.#offsets, offset)] ?? 0;
  }

  /**
   * Whole batches from the one that holds `offset` on, up to `maxBytes` and to offsets below
   * `endOffset`. The first is taken whatever its size, if `atLeastOne`.
   */
  read(offset: number, limits: ReadLimits): BatchSlices {
    const position = this.positionBefore(offset);
    const found: BatchSlices = { slices: [], size: 0, nextOffset: offset };
    for (const piece of this.file.read(position, limits.maxBytes + INDEX_INTERVAL_BYTES)) {
      if (!takeBatches(piece, { ...limits, offset }, found)) break;
    }
    if (found.size === 0 && limits.atLeastOne) this.#takeOne(offset, limits.endOffset, found);
    return found;
  }

  #takeOne(offset: number, endOffset: number, found: BatchSlices): void {
    for (const { baseOffset, lastOffset, position, size } of this.#batchesOf(offset)) {
      if (baseOffset >= endOffset) return;
      if (lastOffset < offset) continue;
      found.slices.push(this.file.read(position, size)[0]!.subarray(0, size));
      found.size += size;
      found.nextOffset = lastOffset + 1;
      return;
    }
  }

  #batchesOf(offset: number): Generator<BatchPlace> {
    return this.batches(this.positionBefore(offset));
  }

  /** The first batch with a record at or after a time. */
  batchAtTime(timestampMs: number): BatchPlace | undefined {
    const entry = this.#timestamps.findIndex((before) => before >= timestampMs);
    const from = (entry === -1 ? this.#positions.length : entry) - 1;
    for (const place of this.batches(this.#positions[Math.max(0, from)] ?? 0)) {
      if (place.maxTimestampMs >= timestampMs) return place;
    }
  }

  /** The batches from a position on. */
  *batches(position: number): Generator<BatchPlace> {
    while (position < this.size) {
      let at = position;
      for (const piece of this.file.read(position, SCAN_BYTES)) {
        let inPiece = 0;
        while (true) {
          const head = batchHeadAt(piece, inPiece);
          if (head === undefined) break;
          yield { ...head, position: at + inPiece };
          inPiece += head.size;
        }
        at += inPiece;
        if (inPiece !== piece.length) break; // the next batch is not all in this piece
      }
      if (at === position) return;
      position = at;
    }
  }

  /** The batches themselves. */
  *recordBatches(): Generator<RecordBatch> {
    for (const place of this.batches(0)) yield this.batchAt(place);
  }

  batchAt({ position, size }: Pick<BatchPlace, "position" | "size">): RecordBatch {
    return new RecordBatch(this.file.read(position, size)[0]!.subarray(0, size));
  }

  /** Drops the batches from a position on; the index follows. */
  truncate(position: number): void {
    this.file.truncate(position);
    this.#offsets.length = this.#positions.length = this.#timestamps.length = 0;
    this.maxTimestampMs = this.maxTimestampOffset = -1;
    this.#nextEntryAt = 0;
    this.firstTimestampMs = undefined;
    for (const place of this.batches(0)) this.index(place);
  }
}

/** Adds a piece's batches to what was found; `false` when a limit was met. */
function takeBatches(
  piece: Uint8Array,
  limits: ReadLimits & { readonly offset: number },
  found: BatchSlices,
): boolean {
  let start = -1;
  let at = 0;
  let within = true;
  for (let head = batchHeadAt(piece, 0); head !== undefined; head = batchHeadAt(piece, at)) {
    if (at + head.size > piece.length) break;
    if (head.lastOffset >= limits.offset) {
      const tooMuch = found.size + head.size > limits.maxBytes &&
        !(limits.atLeastOne && found.size === 0);
      within = head.baseOffset < limits.endOffset && !tooMuch;
      if (!within) break;
      if (start < 0) start = at;
      found.size += head.size;
      found.nextOffset = head.lastOffset + 1;
    }
    at += head.size;
  }
  if (start >= 0) found.slices.push(piece.subarray(start, at));
  return within;
}

/** Index of the last of the rising numbers that is not above `value`; −1 if there is none. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
