import { headerText, type Random, traceIdOf, TRACEPARENT_HEADER } from "../core/mod.ts";

export { type TraceContext, traceIdOf, TRACEPARENT_HEADER } from "../core/mod.ts";

/** The header that carries a correlation id from the producer through retries to the DLQ. */
export const CORRELATION_ID_HEADER = "correlation-id";

/** What ties together everything that is done for one event. */
export interface Trace {
  /** One id from the producer to the store. */
  readonly correlationId: string;
  /** W3C Trace Context: version, trace id, span id and flags. */
  readonly traceparent: string;
}

/** A header, as records have them. */
export interface TraceHeader {
  /** The header's name. */
  readonly name: string;
  /** UTF-8 text. */
  readonly value: Uint8Array;
}

const encoder = new TextEncoder();

/** A new, sampled trace. */
export function newTrace(random: Random): Trace {
  return {
    correlationId: random.uuid(),
    traceparent: `00-${nonZeroHex(random, 16)}-${nonZeroHex(random, 8)}-01`,
  };
}

/** The headers that carry a trace. */
export function traceHeaders(trace: Trace): TraceHeader[] {
  return [
    { name: CORRELATION_ID_HEADER, value: encoder.encode(trace.correlationId) },
    { name: TRACEPARENT_HEADER, value: encoder.encode(trace.traceparent) },
  ];
}

/** The trace that a record's headers carry: what is missing or malformed is left out. */
export function traceOf(
  headers: readonly { readonly name: string; readonly value: Uint8Array | null }[],
): Partial<Trace> {
  const correlationId = headerText(headers, CORRELATION_ID_HEADER);
  const traceparent = headerText(headers, TRACEPARENT_HEADER);
  return {
    ...(correlationId !== undefined && /^[\w.:-]{1,128}$/.test(correlationId) && { correlationId }),
    ...(traceparent !== undefined && traceIdOf(traceparent) !== undefined && { traceparent }),
  };
}

/** All zeros means "no trace" (Trace Context, section 3.2.2.3). */
function nonZeroHex(random: Random, bytes: number): string {
  const hex = random.bytes(bytes).toHex();
  return /^0+$/.test(hex) ? hex.slice(1) + "1" : hex;
}
