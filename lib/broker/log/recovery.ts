import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  BATCH_OVERHEAD_BYTES,
  RecordBatch,
} from "../../protocol/mod.ts";
import type { Segment } from "./segment.ts";

const READ_BYTES = 4 * 1024 * 1024;

/** How far a segment could be read. */
export interface ScanEnd {
  /** Bytes of whole, undamaged batches. */
  readonly position: number;
  /** Offset after the last of them. */
  readonly nextOffset: number;
}

/**
 * Reads a segment from its beginning, checks each batch (length, format, CRC, rising offsets),
 * puts it into the segment's index and shows it to `visit`; stops at the first that is not whole.
 */
export function scanSegment(
  segment: Segment,
  firstOffset: number,
  visit: (batch: RecordBatch) => void,
): ScanEnd {
  let position = 0;
  let nextOffset = firstOffset;
  let wanted = READ_BYTES;
  while (position < segment.size) {
    const [piece] = segment.file.read(position, wanted);
    if (piece === undefined) break;
    let at = 0;
    for (let batch = wholeBatchAt(piece, at); batch !== undefined;) {
      if (batch.baseOffset < nextOffset || batch.computeCrc() !== batch.crc) {
        return { position: position + at, nextOffset };
      }
      const { baseOffset, lastOffset, maxTimestampMs, bytes } = batch;
      segment.index({
        baseOffset,
        lastOffset,
        maxTimestampMs,
        position: position + at,
        size: bytes.length,
      });
      visit(batch);
      nextOffset = lastOffset + 1;
      at += bytes.length;
      batch = wholeBatchAt(piece, at);
    }
    const more = bytesWanted(piece, at);
    if (at === 0 && (more === undefined || more <= piece.length || piece.length < wanted)) break;
    wanted = Math.max(READ_BYTES, more ?? 0);
    position += at;
  }
  return { position, nextOffset };
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
