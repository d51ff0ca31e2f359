import type { PartitionLog } from "../log/partition_log.ts";
import type { Segment } from "../log/segment.ts";

/** What of a log could be compacted now. */
export interface CleanRange {
  /** Offset from which on records have not been looked at by the cleaner. */
  readonly firstDirtyOffset: number;
  /** Where the first segment begins that can't be cleaned now. */
  readonly endOffset: number;
  /** Bytes not looked at, of those that can be cleaned. */
  readonly cleanableBytes: number;
  /** Share of these, from 0 to 1. */
  readonly cleanableRatio: number;
  /** Whether a record has waited longer than `max.compaction.lag.ms` lets it. */
  readonly isOverdue: boolean;
}

/**
 * Looks how far a log can be compacted. The segment that is appended to is never cleaned, nor are
 * offsets from the last stable one on, nor segments younger than `min.compaction.lag.ms`.
 */
export function cleanRange(log: PartitionLog, nowMs: number): CleanRange {
  const { segments, config } = log;
  const firstDirtyOffset = firstDirty(log);
  const closed = segments.slice(0, -1);
  const dirty = closed.slice(indexOfSegment(closed, firstDirtyOffset));
  const limit = Math.min(
    log.lastStableOffset,
    segments.at(-1)?.baseOffset ?? 0,
    firstTooYoung(dirty, config.minCompactionLagMs, nowMs),
  );
  const end = Math.max(firstDirtyOffset, limit);
  const endOffset = floorSegment(segments, end)?.baseOffset ?? 0;
  const cleanable = segments.slice(0, segments.findIndex((one) => one.baseOffset >= endOffset));
  const cleanableBytes = firstDirtyOffset >= endOffset
    ? 0
    : bytesOf(cleanable.slice(indexOfSegment(cleanable, firstDirtyOffset)));
  const totalBytes = bytesOf(cleanable);
  return {
    firstDirtyOffset,
    endOffset,
    cleanableBytes,
    cleanableRatio: totalBytes === 0 ? 0 : cleanableBytes / totalBytes,
    isOverdue: isOverdue(dirty, config.maxCompactionLagMs, nowMs),
  };
}

/** Whether a log is to be compacted now, by its settings. */
export function needsCleaning(log: PartitionLog, range: CleanRange): boolean {
  if (range.cleanableBytes === 0) return false;
  return range.isOverdue || range.cleanableRatio > log.config.minCleanableRatio;
}

/** A start that moved, or an end that was cut, makes the whole log dirty again. */
function firstDirty({ cleanedTo, logStartOffset, logEndOffset }: PartitionLog): number {
  return cleanedTo < logStartOffset || cleanedTo > logEndOffset ? logStartOffset : cleanedTo;
}

function firstTooYoung(dirty: readonly Segment[], lagMs: number, nowMs: number): number {
  if (lagMs <= 0) return Infinity;
  const young = dirty.find(({ maxTimestampMs }) => maxTimestampMs > nowMs - lagMs);
  return young?.baseOffset ?? Infinity;
}

function isOverdue(dirty: readonly Segment[], lagMs: number, nowMs: number): boolean {
  const times = dirty.flatMap(({ firstTimestampMs = 0 }) =>
    firstTimestampMs > 0 ? [firstTimestampMs] : []
  );
  return Math.min(...times) < nowMs - lagMs;
}

/** The segment that an offset falls into. */
function floorSegment(segments: readonly Segment[], offset: number): Segment | undefined {
  return segments[indexOfSegment(segments, offset)];
}

function indexOfSegment(segments: readonly Segment[], offset: number): number {
  return Math.max(0, segments.findLastIndex(({ baseOffset }) => baseOffset <= offset));
}

function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { size }) => sum + size, 0);
}
