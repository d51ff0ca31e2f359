import { BATCH_HEADER_BYTES, BATCH_OVERHEAD_BYTES } from "../../protocol/mod.ts";

const TWO_32 = 0x1_0000_0000;

/** What the log looks at when it walks over batches. */
export interface BatchHead {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestampMs: number;
  /** Bytes of the whole batch. */
  readonly size: number;
}

/**
 * The head of the batch that begins at `at`, `undefined` when its header is not all there. It is
 * read by hand, since a walk makes no object per batch but this one.
 */
export function batchHeadAt(bytes: Uint8Array, at: number): BatchHead | undefined {
  if (at + BATCH_HEADER_BYTES > bytes.length) return undefined;
  const baseOffset = int64At(bytes, at);
  return {
    baseOffset,
    lastOffset: baseOffset + int32At(bytes, at + 23),
    maxTimestampMs: int64At(bytes, at + 35),
    size: int32At(bytes, at + 8) + BATCH_OVERHEAD_BYTES,
  };
}

function int32At(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function int64At(bytes: Uint8Array, at: number): number {
  return int32At(bytes, at) * TWO_32 + (int32At(bytes, at + 4) >>> 0);
}
