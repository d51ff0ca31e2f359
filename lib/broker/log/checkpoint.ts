import { crc32c } from "../../protocol/mod.ts";
import type { AbortedTransaction } from "./aborted_transactions.ts";
import type { EpochStart } from "./leader_epochs.ts";
import type { KeptProducer } from "./producer_state.ts";
import type { KnownSegments } from "./segments.ts";

/** Name of the note that holds a log's checkpoint. */
export const CHECKPOINT_NOTE = "checkpoint";
const VERSION = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

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

/** A line of version and CRC-32C, then JSON that a person can read. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const json = JSON.stringify(checkpoint);
  return encoder.encode(`${VERSION} ${crcOf(encoder.encode(json))}\n${json}\n`);
}

/** The checkpoint, or `undefined` when it is damaged or of another version. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint | undefined {
  const text = decoder.decode(bytes);
  const [head, json = ""] = text.split("\n", 2);
  if (head !== `${VERSION} ${crcOf(encoder.encode(json))}`) return undefined;
  return JSON.parse(json);
}

function crcOf(bytes: Uint8Array): string {
  return crc32c(bytes).toString(16).padStart(8, "0");
}
