import type { AbortedTransaction } from "./aborted_transactions.ts";
import type { EpochStart } from "./leader_epochs.ts";
import { decodeNote, encodeNote } from "./note.ts";
import type { KeptProducer } from "./producer_state.ts";
import type { KnownSegments } from "./segments.ts";

/** Name of the note that holds a log's checkpoint. */
export const CHECKPOINT_NOTE = "checkpoint";

/**
 * What is kept of a log, so that the next process need not read it: everything that follows from
 * the batches before `nextOffset`.
 */
export interface Checkpoint extends KnownSegments {
  readonly logStartOffset: number;
  /** Offset up to which the log has been compacted. */
  readonly cleanedTo: number;
  readonly epochs: readonly EpochStart[];
  readonly producers: readonly KeptProducer[];
  readonly aborted: readonly AbortedTransaction[];
}

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  return encodeNote(checkpoint);
}

/** The checkpoint, or `undefined` when it is damaged or of another version. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint | undefined {
  return decodeNote(bytes) as Checkpoint | undefined;
}
