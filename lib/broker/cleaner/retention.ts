import type { PartitionLog } from "../log/partition_log.ts";
import type { Segment } from "../log/segment.ts";

/** How many segments go from the start of a log by one rule. */
type Rule = (log: PartitionLog, nowMs: number) => number;

/** The rules in the order in which Apache Kafka goes through them. */
const RULES: readonly Rule[] = [byStart, bySize, byTime];

/**
 * Removes the segments that a log's settings let go, always from its start: those before its first
 * readable offset, those over `retention.bytes`, those whose latest record is older than
 * `retention.ms`. When that is all of them, an empty one follows.
 *
 * `moveStart` makes the log begin at an offset, and keeps that.
 */
export function applyRetention(
  log: PartitionLog,
  nowMs: number,
  moveStart: (offset: number) => void,
): void {
  for (const rule of RULES) {
    const count = rule(log, nowMs);
    if (count === 0) continue;
    if (count === log.segments.length) log.roll();
    moveStart(Math.max(log.logStartOffset, log.segments[count]?.baseOffset ?? log.logEndOffset));
  }
}

function byStart(log: PartitionLog): number {
  return leading(log, (_, next) => next !== undefined && next.baseOffset <= log.logStartOffset);
}

function bySize(log: PartitionLog): number {
  const { retentionBytes, deletes } = log.config;
  if (!deletes || retentionBytes < 0) return 0;
  let excess = log.size - retentionBytes;
  return leading(log, ({ size }) => {
    if (excess < size) return false;
    excess -= size;
    return true;
  });
}

function byTime(log: PartitionLog, nowMs: number): number {
  const { retentionMs, deletes } = log.config;
  if (!deletes || retentionMs < 0) return 0;
  const isOld = ({ size, maxTimestampMs }: Segment) =>
    size === 0 || (maxTimestampMs >= 0 && nowMs - maxTimestampMs > retentionMs);
  const count = leading(log, isOld);
  return log.segments.slice(0, count).findLastIndex(({ size }) => size > 0) + 1;
}

/**
 * How many segments from the start on fit, as far as all in-sync replicas have them. An empty one
 * at the end stays: records are appended to it.
 */
function leading(log: PartitionLog, fits: (one: Segment, next?: Segment) => boolean): number {
  const { segments, highWatermark, logEndOffset } = log;
  let count = 0;
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next === undefined && segment.size === 0) break;
    if (highWatermark < (next?.baseOffset ?? logEndOffset) || !fits(segment, next)) break;
    count++;
  }
  return count;
}
