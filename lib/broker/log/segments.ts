import type { RecordBatch } from "../../protocol/mod.ts";
import type { LogFolder } from "../storage/storage.ts";
import type { LogConfig } from "./log_config.ts";
import { type ScanEnd, scanSegment } from "./recovery.ts";
import { type BatchSlices, type ReadLimits, Segment, type SegmentSummary } from "./segment.ts";

/** What opening a log may come upon. */
export interface DamagedTail {
  /** File of the first batch that can't be read. */
  readonly file: string;
  /** Where that batch begins, in bytes. */
  readonly position: number;
  /** Offset that the log ends at now. */
  readonly offset: number;
  /** Bytes that were dropped. */
  readonly droppedBytes: number;
  /** How many offsets a checkpoint knows of that are not there. */
  readonly missingOffsets: number;
}

/** How far a log was known when its checkpoint was written. */
export interface KnownSegments {
  readonly segments: readonly SegmentSummary[];
  /** Offset after the last record of the last of them. */
  readonly nextOffset: number;
}

/** What came of opening a log. */
export interface Recovered {
  /** Offset that the next record gets. */
  readonly nextOffset: number;
  /** Bytes of batches that had to be read and checked. */
  readonly scannedBytes: number;
  readonly damage: DamagedTail | undefined;
}

/** All batches of a log, in segments: appended at the end, dropped from either end. */
export class Segments {
  readonly #folder: LogFolder;
  readonly #segments: Segment[];

  constructor(folder: LogFolder, closed?: KnownSegments) {
    this.#folder = folder;
    this.#segments = folder.open(closed?.segments).map((file) => new Segment(file));
  }

  /** Offset of the first batch that is kept, if there is a segment at all. */
  get firstOffset(): number | undefined {
    return this.#segments[0]?.baseOffset;
  }

  /** All of them, by base offset; the last is the one that is appended to. */
  get all(): readonly Segment[] {
    return this.#segments;
  }

  /** How many bytes are kept. */
  get size(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.size, 0);
  }

  /**
   * Opens what an earlier run left. What is known is not read again; each whole batch after it is
   * shown to `visit`, and the log is cut at the first one that is damaged.
   */
  recover(visit: (batch: RecordBatch) => void, known?: KnownSegments): Recovered {
    const from = known === undefined ? 0 : this.#takeOver(known);
    const last = known?.segments.at(-1);
    let nextOffset = known?.nextOffset ?? this.firstOffset ?? 0;
    let scannedBytes = 0;
    for (const segment of this.#segments.slice(from)) {
      const position = segment.baseOffset === last?.baseOffset ? last.size : 0;
      nextOffset = Math.max(nextOffset, segment.baseOffset);
      if (position === segment.size) continue;
      const end = scanSegment(segment, { position, nextOffset }, visit);
      nextOffset = end.nextOffset;
      scannedBytes += end.position - position;
      if (end.position === segment.size) continue;
      return { nextOffset, scannedBytes, damage: this.#cut(segment, end) };
    }
    return { nextOffset, scannedBytes, damage: undefined };
  }

  /** Takes known segments for what they were; returns the index of the last of them. */
  #takeOver(known: KnownSegments): number {
    const last = known.segments.at(-1);
    if (last === undefined) return 0;
    const summaries = new Map(known.segments.map((summary) => [summary.baseOffset, summary]));
    const lastIndex = this.#segments.findIndex(({ baseOffset }) => baseOffset === last.baseOffset);
    for (let index = 0; index <= lastIndex; index++) {
      const { file } = this.#segments[index]!;
      const summary = summaries.get(file.baseOffset);
      const isKnown = summary !== undefined &&
        (index === lastIndex || summary.size === file.size);
      if (isKnown) this.#segments[index] = new Segment(file, { summary, folder: this.#folder });
      else this.#segments[index]!.reindex();
    }
    return lastIndex;
  }

  /** Cuts a segment after its last whole batch, and removes those after it. */
  #cut(segment: Segment, { position, nextOffset }: ScanEnd): DamagedTail {
    const later = this.#segments.splice(this.#segments.indexOf(segment) + 1);
    const droppedBytes = segment.size - position +
      later.reduce((sum, { size }) => sum + size, 0);
    segment.truncate(position);
    for (const { file } of later) file.remove();
    const file = segment.file.name;
    return { file, position, offset: nextOffset, droppedBytes, missingOffsets: 0 };
  }

  /** What a checkpoint keeps of the segments. */
  get summaries(): readonly SegmentSummary[] {
    return this.#segments.map(({ summary }) => summary);
  }

  /** Keeps what the indexes have gained since this was done last. */
  keepIndexes(): void {
    for (const segment of this.#segments) segment.keepIndex(this.#folder);
  }

  append(batch: RecordBatch, config: LogConfig): void {
    let segment = this.#segments.at(-1);
    const { bytes, baseOffset, lastOffset, maxTimestampMs } = batch;
    if (segment === undefined || isFull(segment, batch, config)) {
      segment = new Segment(this.#folder.create(baseOffset));
      this.#segments.push(segment);
    }
    segment.append(bytes, { baseOffset, lastOffset, maxTimestampMs });
  }

  /** Ends the last segment, unless it is empty: what follows, from `nextOffset` on, lies in a new one. */
  roll(nextOffset: number): void {
    const last = this.#segments.at(-1);
    if (last === undefined || last.size === 0) return;
    this.#segments.push(new Segment(this.#folder.create(nextOffset)));
  }

  /**
   * Puts one segment of these batches in the place of consecutive segments; the last of all can't be
   * among them. The batches may be read from the segments that they replace. Whatever ends the
   * process, the next one finds the old segments or the new one.
   *
   * @throws {StorageError} the new segment can't be written; the old ones stay
   */
  replace(replaced: readonly Segment[], batches: Iterable<RecordBatch>): Segment {
    const cleaned = this.beginCleaned(replaced[0]!.baseOffset);
    try {
      for (const batch of batches) cleaned.append(batch.bytes, batch);
      this.swapIn(cleaned, replaced);
      return cleaned;
    } catch (error) {
      cleaned.file.remove();
      throw error;
    }
  }

  /** Begins a segment that is to take the place of others; it is no part of the log yet. */
  beginCleaned(baseOffset: number): Segment {
    return new Segment(this.#folder.createCleaned(baseOffset));
  }

  /** Puts a segment that was begun so in the place of others: see {@link Segments.replace}. */
  swapIn(cleaned: Segment, replaced: readonly Segment[]): void {
    const at = this.#segments.indexOf(replaced[0]!);
    const next = this.#segments[at + replaced.length];
    if (at < 0 || next === undefined) {
      throw new RangeError("Only segments before the last one can be replaced");
    }
    const files = replaced.map(({ file }) => file);
    cleaned.file = this.#folder.swap(cleaned.file, files, next.baseOffset);
    this.#segments.splice(at, replaced.length, cleaned);
  }

  /** Whole batches, from the one that holds `offset` on, of one segment. */
  read(offset: number, limits: ReadLimits): BatchSlices {
    for (let index = this.#indexOf(offset); index < this.#segments.length; index++) {
      const segment = this.#segments[index]!;
      if (segment.baseOffset >= limits.endOffset) break;
      const found = segment.read(offset, limits);
      // What does not fit is not skipped: only a segment without such a batch leads to the next one.
      if (found.size > 0 || segment.holds(offset)) return found;
    }
    return { slices: [], size: 0, nextOffset: offset };
  }

  /** The batches that may hold the first record at or after a time, from `fromOffset` on. */
  *batchesFromTime(timestampMs: number, fromOffset: number): Generator<RecordBatch> {
    for (const segment of this.#segments) {
      if (segment.maxTimestampMs < timestampMs) continue;
      const first = segment.batchAtTime(timestampMs);
      if (first === undefined) continue;
      for (const place of segment.batches(first.position)) {
        if (place.maxTimestampMs < timestampMs || place.lastOffset < fromOffset) continue;
        yield segment.batchAt(place);
      }
    }
  }

  /** The batch that holds the greatest timestamp of all. */
  batchOfMaxTimestamp(): RecordBatch | undefined {
    const [first, ...others] = this.#segments;
    if (first === undefined) return undefined;
    const segment = others.reduce(
      (best, other) => other.maxTimestampMs > best.maxTimestampMs ? other : best,
      first,
    );
    const place = segment.batchAtTime(segment.maxTimestampMs);
    return place && segment.batchAt(place);
  }

  /** All batches, in order. */
  *batches(): Generator<RecordBatch> {
    for (const segment of this.#segments) {
      yield* segment.recordBatches();
    }
  }

  /** Drops the batches from an offset on; the first segment stays, be it empty. */
  truncate(offset: number): void {
    while (this.#segments.length > 1 && this.#segments.at(-1)!.baseOffset >= offset) {
      this.#segments.pop()!.file.remove();
    }
    const last = this.#segments.at(-1);
    for (const place of last?.batches(last.positionBefore(offset)) ?? []) {
      if (place.lastOffset >= offset) return last!.truncate(place.position);
    }
  }

  /** Removes whole segments that lie before an offset; the last one stays. */
  dropBefore(offset: number): void {
    while (this.#segments.length > 1 && this.#segments[1]!.baseOffset <= offset) {
      this.#segments.shift()!.file.remove();
    }
  }

  /** Index of the segment that holds an offset. */
  #indexOf(offset: number): number {
    const index = this.#segments.findLastIndex((segment) => segment.baseOffset <= offset);
    return Math.max(0, index);
  }

  /** Forces everything down to the disk. */
  sync(): void {
    for (const { file } of this.#segments) file.sync();
  }

  /** The same while other work goes on. */
  async syncLater(): Promise<void> {
    for (const { file } of [...this.#segments]) {
      if (file.isDirty) await file.syncLater();
    }
  }

  close(): void {
    for (const { file } of this.#segments) file.close();
  }

  /** Removes everything. */
  remove(): void {
    for (const { file } of this.#segments.splice(0)) file.remove();
    this.#folder.remove();
  }
}

/** Whether a batch belongs into a new segment: the last would grow too large, or span too long. */
function isFull(segment: Segment, batch: RecordBatch, config: LogConfig): boolean {
  if (segment.firstTimestampMs === undefined) return false;
  const spanMs = batch.maxTimestampMs - segment.firstTimestampMs;
  return segment.size + batch.bytes.length > config.segmentBytes || spanMs > config.segmentMs;
}
