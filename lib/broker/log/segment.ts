import { RecordBatch } from "../../protocol/mod.ts";
import type { LogFolder, SegmentFile } from "../storage/storage.ts";
import { batchHeadAt } from "./batch.ts";
import { INDEX_INTERVAL_BYTES, IndexEntries } from "./index_entries.ts";

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

/** What a checkpoint keeps of a segment, beside its index. */
export interface SegmentSummary {
  readonly baseOffset: number;
  /** Bytes of the batches that this tells of. */
  readonly size: number;
  /** How many entries of the index tell of them. */
  readonly entries: number;
  readonly firstTimestampMs: number | undefined;
  readonly maxTimestampMs: number;
}

/** What an earlier run kept of a segment: its summary, and the note that holds its index. */
export interface KnownSegment {
  readonly summary: SegmentSummary;
  readonly folder: LogFolder;
}

/** Some consecutive batches of a log, found by offset and by time through a sparse index. */
export class Segment {
  /** Where its bytes are; another one once a cleaned segment has been swapped in. */
  file: SegmentFile;
  /** The timestamp of its first batch, when it is not empty. */
  firstTimestampMs: number | undefined;
  /** The greatest timestamp in the segment; −1 when it is empty. */
  maxTimestampMs = -1;
  #index: IndexEntries | undefined;
  /** What was kept of it, as long as its index has not been needed. */
  #known: KnownSegment | undefined;
  /** How many entries of the index are kept. */
  #keptEntries = 0;

  constructor(file: SegmentFile, known?: KnownSegment) {
    this.file = file;
    this.#known = known;
    if (known === undefined) return;
    this.firstTimestampMs = known.summary.firstTimestampMs;
    this.maxTimestampMs = known.summary.maxTimestampMs;
    this.#keptEntries = known.summary.entries;
  }

  get baseOffset(): number {
    return this.file.baseOffset;
  }

  get size(): number {
    return this.file.size;
  }

  /** What a checkpoint keeps of it. */
  get summary(): SegmentSummary {
    const { baseOffset, size, firstTimestampMs, maxTimestampMs } = this;
    const entries = this.#known?.summary.entries ?? this.#entries.length;
    return { baseOffset, size, entries, firstTimestampMs, maxTimestampMs };
  }

  /** The index: read when it is needed, and what is damaged or missing of it found anew. */
  get #entries(): IndexEntries {
    if (this.#index !== undefined) return this.#index;
    const index = this.#index = new IndexEntries();
    if (this.#known === undefined) return index;
    const { summary, folder } = this.#known;
    this.#known = undefined;
    const kept = folder.readNote(this.#indexName);
    const found = kept === undefined ? 0 : index.decode(kept, summary.entries);
    this.#keptEntries = found === summary.entries ? found : 0;
    if (found < summary.entries) this.#walkFrom(index.lastBefore(Infinity) ?? 0, summary.size);
    return index;
  }

  get #indexName(): string {
    return `${String(this.baseOffset).padStart(20, "0")}.index`;
  }

  /** Keeps what the index has gained since this was done last. */
  keepIndex(folder: LogFolder): void {
    const from = this.#keptEntries;
    if (this.#known !== undefined || this.#entries.length === from) return;
    this.#keptEntries = 0;
    if (from === 0) folder.writeNote(this.#indexName, this.#entries.encode(0));
    else folder.appendNote(this.#indexName, this.#entries.encode(from));
    this.#keptEntries = this.#entries.length;
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
    this.#entries.note(batch, this.maxTimestampMs);
    if (batch.maxTimestampMs > this.maxTimestampMs) this.maxTimestampMs = batch.maxTimestampMs;
  }

  /** Notes the batches from one that has an entry, or the first, up to a size. */
  #walkFrom(position: number, size: number): void {
    this.maxTimestampMs = this.#entries.truncate(position);
    for (const place of this.batches(position)) {
      if (place.position >= size) break;
      this.index(place);
    }
  }

  /** Makes the index anew from the batches' headers. */
  reindex(): void {
    this.firstTimestampMs = undefined;
    this.#walkFrom(0, this.size);
  }

  /** A position at or before the batch that holds an offset. */
  positionBefore(offset: number): number {
    return this.#entries.positionBefore(offset);
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

  /** Whether it has a batch with this offset or a later one. */
  holds(offset: number): boolean {
    return this.#batchesOf(offset).some(({ lastOffset }) => lastOffset >= offset);
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
    for (const place of this.batches(this.#entries.positionBeforeTime(timestampMs))) {
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
    const from = this.#entries.lastBefore(position) ?? 0;
    this.file.truncate(position);
    this.#keptEntries = 0;
    if (position === 0) this.firstTimestampMs = undefined;
    this.#walkFrom(from, position);
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
