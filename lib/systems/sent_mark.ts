import { headerText } from "../core/mod.ts";

const PRODUCER_HEADER = "producer-id";
const SEQUENCE_HEADER = "sequence";

const encoder = new TextEncoder();

/** Which producer sent a record, and as its how manyth. */
export interface SentMark {
  /** The producer's name, one for each run. */
  readonly producer: string;
  /** Counts from 0 without gaps, also over sends that fail. */
  readonly sequence: number;
}

/** The headers that carry a mark. */
export function markHeaders({ producer, sequence }: SentMark): {
  readonly name: string;
  readonly value: Uint8Array;
}[] {
  return [
    { name: PRODUCER_HEADER, value: encoder.encode(producer) },
    { name: SEQUENCE_HEADER, value: encoder.encode(String(sequence)) },
  ];
}

/** The mark of a record, `undefined` for a record that carries none. */
export function sentMarkOf(record: {
  readonly headers: readonly { readonly name: string; readonly value: Uint8Array | null }[];
}): SentMark | undefined {
  const producer = headerText(record.headers, PRODUCER_HEADER);
  const sequence = headerText(record.headers, SEQUENCE_HEADER);
  if (producer === undefined || sequence === undefined || !/^\d{1,15}$/.test(sequence)) {
    return undefined;
  }
  return { producer, sequence: Number(sequence) };
}
