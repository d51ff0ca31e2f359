import type { Clock } from "../core/mod.ts";
import type { Header, OutgoingRecord } from "../kafka/mod.ts";
import type { PendingRecord } from "./batch.ts";
import type { HeadersInput, ProducerRecord } from "./delivery.ts";
import { recordBytes } from "./record_size.ts";

/** What a record costs in memory beside its bytes. */
const ENTRY_BYTES = 200;
const encoder = new TextEncoder();

/** A record that was handed over, in bytes, with its time and its size. */
export function pendingRecord(
  source: ProducerRecord,
  clock: Clock,
  epoch: number,
): PendingRecord {
  const outgoing: OutgoingRecord & { readonly timestampMs: number } = {
    key: toBytes(source.key ?? null),
    value: toBytes(source.value),
    timestampMs: source.timestampMs ?? clock.now(),
    ...(source.headers === undefined ? {} : { headers: toHeaders(source.headers) }),
  };
  const bytes = recordBytes(outgoing, 0, 0);
  return {
    source,
    outgoing,
    sentAtMs: clock.monotonicMs(),
    bytes,
    heldBytes: bytes + ENTRY_BYTES,
    epoch,
    delivery: Promise.withResolvers(),
  };
}

function toBytes(value: string | Uint8Array | null): Uint8Array | null {
  return typeof value === "string" ? encoder.encode(value) : value;
}

function toHeaders(headers: HeadersInput): readonly Header[] {
  if (Array.isArray(headers)) return headers;
  return Object.entries(headers as Readonly<Record<string, string | Uint8Array | null>>)
    .map(([name, value]) => ({ name, value: toBytes(value) }));
}
