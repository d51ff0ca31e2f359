import type { RecordBatch } from "../../protocol/mod.ts";
import type { AppendedBatch } from "./producer_state.ts";

/** In whose name and when something is appended. */
export interface AppendContext {
  readonly leaderEpoch: number;
  readonly nowMs: number;
}

/** Where an append went. */
export interface Appended {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** The broker's time if the topic stamps records, else −1. */
  readonly logAppendTimeMs: number;
}

/** Where a batch went that was appended just now. */
export function appendedNow(batch: RecordBatch): Appended {
  return {
    baseOffset: batch.baseOffset,
    lastOffset: batch.lastOffset,
    logAppendTimeMs: batch.isLogAppendTime ? batch.maxTimestampMs : -1,
  };
}

/** Where a batch went when it came for the first time. */
export function appendedBefore(
  { baseOffset, lastOffset, timestampMs }: AppendedBatch,
  { logAppendTime }: { readonly logAppendTime: boolean },
): Appended {
  return { baseOffset, lastOffset, logAppendTimeMs: logAppendTime ? timestampMs : -1 };
}
