import { ProtocolError } from "./protocol_error.ts";
import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  BATCH_OVERHEAD_BYTES,
  RecordBatch,
} from "./record_batch.ts";

/** What {@link splitBatches} may be told. */
export interface SplitOptions {
  /**
   * Whether an incomplete batch at the end is left out rather than an error: a fetch may cut the
   * last one.
   *
   * @default {false}
   */
  readonly partialTail?: boolean;
}

/**
 * Finds the batches in a blob of records; the batches are views of it. Lengths and versions are
 * checked, CRCs are not: see {@link checkBatch}.
 *
 * @throws {ProtocolError} code `TRUNCATED`, `BAD_LENGTH` or `BAD_MAGIC`
 */
export function splitBatches(records: Uint8Array, options: SplitOptions = {}): RecordBatch[] {
  const { partialTail = false } = options;
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const batches: RecordBatch[] = [];
  let at = 0;
  while (at < records.length) {
    const left = records.length - at;
    const size = batchSize(view, at, left);
    if (size === undefined || size > left) {
      if (partialTail) break;
      throw new ProtocolError(
        `The batch at byte ${at} is cut off: ${left} of ${size ?? "unknown"} bytes are there`,
        "TRUNCATED",
      );
    }
    batches.push(new RecordBatch(records.subarray(at, at + size)));
    at += size;
  }
  return batches;
}

/** Size of the batch at a position; undefined when too few bytes are left to tell. */
function batchSize(view: DataView, at: number, left: number): number | undefined {
  if (left < BATCH_OVERHEAD_BYTES) return undefined;
  const size = view.getInt32(at + 8) + BATCH_OVERHEAD_BYTES;
  const magic = left > 16 ? view.getInt8(at + 16) : BATCH_MAGIC;
  if (magic !== BATCH_MAGIC) {
    throw new ProtocolError(
      `The batch at byte ${at} has format version ${magic}: only 2 is supported`,
      "BAD_MAGIC",
    );
  }
  if (size < BATCH_HEADER_BYTES) {
    throw new ProtocolError(
      `The batch at byte ${at} claims ${size} bytes, less than its header`,
      "BAD_LENGTH",
    );
  }
  return size;
}

/**
 * Checks what can be checked of a producer's batch without decoding its records.
 *
 * @throws {ProtocolError} code `BAD_CRC`, or `BAD_RECORD_COUNT` when count and offsets disagree
 */
export function checkBatch(batch: RecordBatch): void {
  const crc = batch.computeCrc();
  if (crc !== batch.crc) {
    throw new ProtocolError(
      `A batch's CRC is ${batch.crc.toString(16)}, its bytes give ${crc.toString(16)}`,
      "BAD_CRC",
    );
  }
  if (batch.count <= 0 || batch.lastOffsetDelta !== batch.count - 1) {
    throw new ProtocolError(
      `A batch claims ${batch.count} records and a last offset delta of ${batch.lastOffsetDelta}`,
      "BAD_RECORD_COUNT",
    );
  }
}
