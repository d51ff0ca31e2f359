import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  BATCH_OVERHEAD_BYTES,
  RecordBatch,
} from "../../protocol/mod.ts";
import type { BatchPlace, Segment } from "./segment.ts";

const READ_BYTES = 4 * 1024 * 1024;

/** How far a segment could be read. */
export interface ScanEnd {
  /** Bytes of whole, undamaged batches. */
  readonly position: number;
  /** Offset after the last of them. */
  readonly nextOffset: number;
}

/**
 * Reads a segment from a position on, checks each batch (length, format, CRC, rising offsets), puts
 * it into the segment's index and shows it to `visit`, which must not keep it; stops at the first
 * that is not whole.
 */
export function scanSegment(
  segment: Segment,
  from: ScanEnd,
  visit: (batch: RecordBatch) => void,
): ScanEnd {
  let { position, nextOffset } = from;
  let buffer = new Uint8Array(Math.min(READ_BYTES, Math.max(0, segment.size - position)));
  while (position < segment.size) {
    const piece = buffer.subarray(0, segment.file.readInto(position, buffer));
    let at = 0;
    for (let batch = wholeBatchAt(piece, at); batch !== undefined;) {
      if (batch.baseOffset < nextOffset || batch.computeCrc() !== batch.crc) {
        return { position: position + at, nextOffset };
      }
      segment.index(placeOf(batch, position + at));
      visit(batch);
      nextOffset = batch.lastOffset + 1;
      at += batch.bytes.length;
      batch = wholeBatchAt(piece, at);
    }
    position += at;
    const wanted = bytesWanted(piece, at) ?? 0;
    if (position + wanted > segment.size || (at === 0 && wanted <= piece.length)) break;
    if (wanted > buffer.length) buffer = new Uint8Array(wanted);
  }
  return { position, nextOffset };
}

function placeOf(batch: RecordBatch, position: number): BatchPlace {
  const { baseOffset, lastOffset, maxTimestampMs, bytes } = batch;
  return { baseOffset, lastOffset, maxTimestampMs, position, size: bytes.length };
}

function wholeBatchAt(piece: Uint8Array, at: number): RecordBatch | undefined {
  const size = bytesWanted(piece, at);
  if (size === undefined || at + size > piece.length) return undefined;
  const batch = new RecordBatch(piece.subarray(at, at + size));
  return batch.magic === BATCH_MAGIC ? batch : undefined;
}

/** Size of the batch at a place as its header has it; `undefined` when that makes no sense. */
function bytesWanted(piece: Uint8Array, at: number): number | undefined {
  if (at + BATCH_OVERHEAD_BYTES > piece.length) return undefined;
  const view = new DataView(piece.buffer, piece.byteOffset + at, BATCH_OVERHEAD_BYTES);
  const size = view.getInt32(8) + BATCH_OVERHEAD_BYTES;
  return size < BATCH_HEADER_BYTES ? undefined : size;
}
