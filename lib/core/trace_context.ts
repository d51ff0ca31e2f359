/** The header of W3C Trace Context. */
export const TRACEPARENT_HEADER = "traceparent";

/** What a `traceparent` tells. */
export interface TraceContext {
  /** The trace: 32 hexadecimal digits. */
  readonly traceId: string;
  /** The span: 16 hexadecimal digits. */
  readonly spanId: string;
}

/** The trace and the span of a `traceparent`, `undefined` when it is malformed. */
export function traceIdOf(traceparent: string): TraceContext | undefined {
  const match = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-[\da-f]{2}$/
    .exec(traceparent);
  return match === null ? undefined : { traceId: match[1]!, spanId: match[2]! };
}

/** Headers that carry another `traceparent` than before. */
export function withTraceparent<H extends { readonly name: string }>(
  headers: readonly H[],
  traceparent: string,
): (H | { readonly name: string; readonly value: Uint8Array })[] {
  const value = new TextEncoder().encode(traceparent);
  return [
    ...headers.filter(({ name }) => name !== TRACEPARENT_HEADER),
    { name: TRACEPARENT_HEADER, value },
  ];
}
