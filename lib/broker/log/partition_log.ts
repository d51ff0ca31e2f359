import type { RecordBatch, RecordInput } from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";
import type { LogFolder } from "../storage/storage.ts";
import type { AbortedTransaction } from "./aborted_transactions.ts";
import { type AppendContext, type Appended, appendedBefore, appendedNow } from "./appended.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { LeaderEpochs } from "./leader_epochs.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "./log_config.ts";
import { LogCheckpoint } from "./log_checkpoint.ts";
import { LogState, producerBatch } from "./log_state.ts";
import { markerBatch, type MarkerToAppend, ownBatch } from "./own_batches.ts";
import type { ProducerStates } from "./producer_state.ts";
import type { BatchSlices, ReadLimits, Segment } from "./segment.ts";
import { type DamagedTail, Segments } from "./segments.ts";
import { firstAtTime, firstOfMaxTime, type TimedOffset } from "./timed_offset.ts";
import { validateBatch } from "./validate.ts";

/** What a log is opened with. */
export interface LogOptions {
  readonly folder: LogFolder;
  readonly config?: LogConfig;
  /** First offset that may be read, when records before it were deleted. @default {0} */
  readonly logStartOffset?: number;
  /** What is known of it from a clean close. */
  readonly closed?: Checkpoint | undefined;
  /** Writes checkpoints now and then; without it one is written when the log is closed. */
  readonly checkpoints?: Checkpoints | undefined;
}

/**
 * The log of one partition: batches as they were sent, with offsets; the state of their producers;
 * open and aborted transactions; high watermark and last stable offset.
 */
export class PartitionLog {
  config: LogConfig;
  /** What was cut off when the log was opened. */
  readonly damage: DamagedTail | undefined;
  /** Bytes of batches that had to be read and checked when the log was opened. */
  readonly scannedBytes: number;
  readonly #segments: Segments;
  readonly #checkpoint: LogCheckpoint;
  readonly #checkpoints: Checkpoints | undefined;
  readonly #state = new LogState();
  #logStartOffset: number;
  #logEndOffset: number;
  #highWatermark: number;
  #cleanedTo = 0;
  #isClosed = false;

  constructor(options: LogOptions) {
    this.config = options.config ?? DEFAULT_LOG_CONFIG;
    this.#segments = new Segments(options.folder, options.closed);
    this.#checkpoints = options.checkpoints;
    this.#checkpoint = new LogCheckpoint(options.folder, this.#segments, options.closed);
    const known = this.#checkpoint.fitting;
    if (known !== undefined) {
      this.#state.restore(known);
      this.#cleanedTo = known.cleanedTo;
    }
    const recovered = this.#segments.recover((batch) => this.#note(batch), known);
    this.scannedBytes = recovered.scannedBytes;
    this.damage = this.#checkpoint.damageOf(recovered);
    this.#logStartOffset = Math.max(
      options.logStartOffset ?? 0,
      known?.logStartOffset ?? 0,
      this.#segments.firstOffset ?? 0,
    );
    this.#logEndOffset = Math.max(recovered.nextOffset, this.#logStartOffset);
    this.#highWatermark = this.#logEndOffset;
    if (this.scannedBytes > 0 || this.damage !== undefined) this.#changed(this.scannedBytes);
  }

  /** Notes that the checkpoint does not tell of everything any more. */
  #changed(bytes = 0): void {
    const urgency = this.#checkpoint.changed(bytes);
    if (urgency !== undefined) this.#checkpoints?.add(this, urgency);
  }

  /** Keeps what the next process needs to read only what is appended from now on. */
  keep(): void {
    this.#checkpoint.keep(this.#toKeep);
  }

  /** What was kept, if that tells of everything. */
  get kept(): Checkpoint | undefined {
    return this.#checkpoint.current(this.#toKeep);
  }

  /** The same while other work goes on. */
  keepLater(): Promise<void> {
    return this.#checkpoint.keepLater(this.#toKeep);
  }

  readonly #toKeep = () => ({
    logStartOffset: this.#logStartOffset,
    nextOffset: this.#logEndOffset,
    cleanedTo: this.#cleanedTo,
    ...this.#state.keep(),
  });

  get producers(): ProducerStates {
    return this.#state.producers;
  }

  get epochs(): LeaderEpochs {
    return this.#state.epochs;
  }

  /** First offset that may be read. */
  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  /** Offset that the next record gets. */
  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  /** Offset before which all in-sync replicas have everything. */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** Offset before which no transaction is open: where readers of committed records stop. */
  get lastStableOffset(): number {
    return Math.min(this.producers.firstOpenOffset ?? Infinity, this.#highWatermark);
  }

  /** How many bytes are kept. */
  get size(): number {
    return this.#segments.size;
  }

  /** Raises the high watermark; it never falls. */
  advanceHighWatermark(offset: number): void {
    this.#highWatermark = Math.max(this.#highWatermark, Math.min(offset, this.#logEndOffset));
  }

  /**
   * Appends what a producer sent, in place: offset and leader epoch are written into the bytes. A
   * repeat is answered with the offset that it got before.
   *
   * @throws {RequestError} the batch is refused
   * @throws {StorageError} the disk refuses; nothing was appended
   */
  append(records: Uint8Array | null, context: AppendContext): Appended {
    const batch = validateBatch(records, { config: this.config, nowMs: context.nowMs });
    const repeat = batch.producerId < 0 ? undefined : this.producers.check(producerBatch(batch));
    if (repeat !== undefined) return appendedBefore(repeat, this.config);
    return this.#write(batch, context);
  }

  /** Appends records of the broker's own. */
  appendRecords(
    records: readonly RecordInput[],
    context: AppendContext & { readonly producer?: { producerId: number; producerEpoch: number } },
  ): Appended {
    return this.#write(ownBatch(records, context.producer), context);
  }

  /** Appends the marker that ends a producer's transaction. */
  appendMarker(marker: MarkerToAppend, context: AppendContext): Appended {
    return this.#write(markerBatch(marker, context.nowMs), context);
  }

  #write(batch: RecordBatch, context: AppendContext): Appended {
    batch.place(this.#logEndOffset, context.leaderEpoch);
    this.#segments.append(batch, this.config);
    this.#note(batch);
    this.#changed(batch.bytes.length);
    return appendedNow(batch);
  }

  #note(batch: RecordBatch): void {
    this.#logEndOffset = batch.nextOffset;
    this.#state.note(batch);
  }

  /**
   * Whole batches from the one that holds `offset` on.
   *
   * @throws {RequestError} the offset is not in the log
   */
  read(offset: number, limits: ReadLimits): BatchSlices {
    if (offset < this.#logStartOffset || offset > this.#logEndOffset) {
      throw new RequestError("OFFSET_OUT_OF_RANGE");
    }
    if (offset >= limits.endOffset) return { slices: [], size: 0, nextOffset: offset };
    return this.#segments.read(offset, limits);
  }

  /** The aborted transactions that a reader of these offsets, the end exclusive, must leave out. */
  abortedWithin(from: number, to: number): AbortedTransaction[] {
    return this.#state.aborted.within(from, to);
  }

  /** The first record at or after a time, below `endOffset`. */
  offsetAtTime(timestampMs: number, endOffset: number): TimedOffset | undefined {
    return firstAtTime(this.#segments, { timestampMs, from: this.#logStartOffset, endOffset });
  }

  /** The first record that has the greatest timestamp of all. */
  offsetOfMaxTimestamp(): TimedOffset | undefined {
    return firstOfMaxTime(this.#segments);
  }

  /** All batches that are kept, in order. */
  batches(): Iterable<RecordBatch> {
    return this.#segments.batches();
  }

  /** Forgets the records before an offset; whole segments are removed. */
  deleteBefore(offset: number): void {
    this.moveStart(offset);
    this.#segments.dropBefore(this.#logStartOffset);
  }

  /** Lets no record before an offset be read; their segments stay for now. */
  moveStart(offset: number): void {
    this.#logStartOffset = Math.max(this.#logStartOffset, offset);
    this.#state.aborted.dropBefore(this.#logStartOffset);
    this.#changed();
  }

  /** Drops the records from an offset on, as a new leader does that lacks them. */
  truncate(offset: number): void {
    if (offset >= this.#logEndOffset) return;
    this.#checkpoint.forget();
    this.#segments.truncate(offset);
    this.#state.truncate(offset);
    for (const batch of this.#segments.batches()) this.#note(batch);
    this.#logEndOffset = offset;
    this.#highWatermark = Math.min(this.#highWatermark, offset);
    this.#cleanedTo = Math.min(this.#cleanedTo, offset);
    this.#changed();
  }

  // ---- cleaning

  /** The segments, in order; the last one is appended to. */
  get segments(): readonly Segment[] {
    return this.#segments.all;
  }

  /** Offset up to which the log has been compacted. */
  get cleanedTo(): number {
    return this.#cleanedTo;
  }

  /** Whether nothing may be done with it any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Ends the segment that is appended to, unless it is empty. */
  roll(): void {
    this.#segments.roll(this.#logEndOffset);
    this.#changed();
  }

  /** Begins a segment that is to take the place of cleaned ones. */
  beginCleaned(baseOffset: number): Segment {
    return this.#segments.beginCleaned(baseOffset);
  }

  /** Puts a cleaned segment in the place of others, all of them or none. */
  swapIn(cleaned: Segment, replaced: readonly Segment[]): void {
    this.#segments.swapIn(cleaned, replaced);
  }

  /** Notes how far the log is compacted, and what is left of transactions aborted before `endOffset`. */
  markCleaned(
    cleanedTo: number,
    aborted: { readonly endOffset: number; readonly left: readonly AbortedTransaction[] },
  ): void {
    this.#cleanedTo = cleanedTo;
    this.#state.aborted.replaceBefore(aborted.endOffset, aborted.left);
    this.#changed();
  }

  sync(): void {
    this.#segments.sync();
  }

  close(): void {
    this.#isClosed = true;
    this.#checkpoint.keepIfPossible(this.#toKeep);
    this.#segments.close();
  }

  /** Removes the log from its storage. */
  remove(): void {
    this.#isClosed = true;
    this.#checkpoint.forget();
    this.#segments.remove();
  }
}
