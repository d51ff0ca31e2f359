import {
  type BatchOptions,
  type BatchRecord,
  decodeRecords,
  encodeBatch,
  type RecordBatch,
} from "../../protocol/mod.ts";

/** What becomes of one batch. */
export interface BatchCleaning {
  /** Whether a record stays. */
  readonly keeps: (record: BatchRecord) => boolean;
  /** Whether the batch stays as a header without records when none of them does. */
  readonly keepsEmpty: boolean;
  /** Whether it holds the marker of a transaction that has no records left. */
  readonly isMarkerOfNothing: boolean;
  /** When tombstones of this batch may go that were met now for the first time, in ms. */
  readonly horizonMs: number;
}

/** From when on the tombstones or the marker of a batch may go; `undefined` when not said yet. */
export function deleteHorizonOf(batch: RecordBatch): number | undefined {
  return batch.hasDeleteHorizon ? batch.baseTimestampMs : undefined;
}

/**
 * The bytes of a batch after cleaning: the same bytes when everything stays, `undefined` when
 * nothing does. First and last offset never change, so sequence numbers don't either (KIP-98); the
 * first time that tombstones are met, their batch gets a delete horizon (KIP-534).
 */
export function cleanBatch(batch: RecordBatch, cleaning: BatchCleaning): Uint8Array | undefined {
  const records = decodeRecords(batch);
  const kept = records.filter(cleaning.keeps);
  if (kept.length === 0) return cleaning.keepsEmpty ? emptied(batch) : undefined;
  const known = deleteHorizonOf(batch);
  const needsHorizon = known === undefined &&
    (cleaning.isMarkerOfNothing || kept.some(({ value }) => value === null));
  if (kept.length === records.length && !needsHorizon) return batch.bytes;
  return encodeBatch(kept, {
    ...headerOf(batch),
    codec: batch.codec,
    deleteHorizonMs: needsHorizon ? cleaning.horizonMs : known,
  });
}

/** A batch that keeps offsets and sequence numbers, and no record. */
function emptied(batch: RecordBatch): Uint8Array {
  if (batch.count === 0) return batch.bytes;
  return encodeBatch([], { ...headerOf(batch), maxTimestampMs: batch.maxTimestampMs });
}

function headerOf(batch: RecordBatch): BatchOptions {
  return {
    baseOffset: batch.baseOffset,
    lastOffsetDelta: batch.lastOffsetDelta,
    leaderEpoch: batch.leaderEpoch,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    transactional: batch.isTransactional,
    control: batch.isControl,
    logAppendTimeMs: batch.isLogAppendTime ? batch.maxTimestampMs : undefined,
  };
}
