import { decodeRecords } from "../../protocol/mod.ts";
import type { Segments } from "./segments.ts";

/** A record found by its time. */
export interface TimedOffset {
  readonly offset: number;
  readonly timestampMs: number;
  readonly leaderEpoch: number;
}

/** The first record at or after a time, between two offsets. */
export function firstAtTime(
  segments: Segments,
  wanted: { readonly timestampMs: number; readonly from: number; readonly endOffset: number },
): TimedOffset | undefined {
  const { timestampMs, from, endOffset } = wanted;
  for (const batch of segments.batchesFromTime(timestampMs, from)) {
    const found = decodeRecords(batch).find((record) =>
      record.timestampMs >= timestampMs && record.offset >= from
    );
    if (found === undefined) continue;
    if (found.offset >= endOffset) return undefined;
    return { ...found, leaderEpoch: batch.leaderEpoch };
  }
}

/** The first record that has the greatest timestamp of all. */
export function firstOfMaxTime(segments: Segments): TimedOffset | undefined {
  const batch = segments.batchOfMaxTimestamp();
  if (batch === undefined) return undefined;
  const { maxTimestampMs, leaderEpoch } = batch;
  const found = decodeRecords(batch).find(({ timestampMs }) => timestampMs >= maxTimestampMs);
  return found && { ...found, leaderEpoch };
}
