import type { WorkshopError } from "../core/mod.ts";

/** A record that a producer is to send. */
export interface OutgoingRecord {
  /** The key, `null` for none. */
  readonly key: string | Uint8Array | null;
  /** The value, `null` for a tombstone. */
  readonly value: string | Uint8Array | null;
  /** Where it goes. @default {the producer's topic} */
  readonly topic?: string;
  /** Headers beside those of trace and sequence. @default {none} */
  readonly headers?: readonly { readonly name: string; readonly value: Uint8Array | null }[];
  /** When it happened, in milliseconds since 1970. @default {when it is sent} */
  readonly timestampMs?: number;
  /** The id that is followed through logs and headers. @default {a fresh one} */
  readonly correlationId?: string;
}

/** One thing that a producer is to do. */
export type SourceItem =
  | ({
    readonly kind: "event";
    /** How it was broken on purpose, if it was. */
    readonly poison?: string;
    /** The input line it comes from, if it comes from input. */
    readonly lineNumber?: number;
  } & OutgoingRecord)
  | { readonly kind: "blank"; readonly lineNumber: number }
  | {
    readonly kind: "rejected";
    readonly lineNumber: number;
    readonly error: WorkshopError;
    readonly raw: Uint8Array;
  };
