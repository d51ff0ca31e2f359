import { type Clock, nullTracer, type Tracer } from "../core/mod.ts";
import type { Header } from "../kafka/mod.ts";
import type { PendingRecord } from "./batch.ts";
import type { DeliveryReport, HeadersInput, ProducerRecord } from "./delivery.ts";
import type { FlushGate } from "./flush_gate.ts";
import { contentBytes } from "./record_size.ts";
import { sendSpan } from "./send_span.ts";

/** What a record costs in memory beside its bytes. */
const ENTRY_BYTES = 200;
const NO_HEADERS: readonly Header[] = Object.freeze([]);
const encoder = new TextEncoder();

/** A record that was handed over, in bytes, with its time and its size. */
export function pendingRecord(
  source: ProducerRecord,
  clock: Clock,
  gate: FlushGate,
  tracer: Tracer = nullTracer,
): PendingRecord {
  const headers = source.headers === undefined ? NO_HEADERS : toHeaders(source.headers);
  const span = tracer.enabled ? sendSpan(tracer, source, headers) : undefined;
  const delivery = Promise.withResolvers<DeliveryReport>();
  span?.follow(delivery.promise);
  const outgoing = {
    key: toBytes(source.key ?? null),
    value: toBytes(source.value),
    headers: span?.headers ?? headers,
    timestampMs: source.timestampMs ?? clock.now(),
  };
  const bytes = contentBytes(outgoing);
  return {
    source,
    outgoing,
    sentAtMs: clock.monotonicMs(),
    contentBytes: bytes,
    heldBytes: bytes + ENTRY_BYTES,
    // only now: what is no record must not be waited for
    epoch: gate.enter(),
    delivery,
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
