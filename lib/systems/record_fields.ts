import { type Trace, traceIdOf } from "../events/mod.ts";

/** The fields of every log line about a record. */
export function recordFields(
  { topic, partition, offset }: {
    readonly topic: string;
    readonly partition: number;
    readonly offset: bigint;
  },
  { correlationId, traceparent }: Partial<Trace>,
): Readonly<Record<string, unknown>> {
  const ids = traceparent === undefined ? undefined : traceIdOf(traceparent);
  return {
    correlation_id: correlationId,
    ...(ids !== undefined && { trace_id: ids.traceId, span_id: ids.spanId }),
    topic,
    partition,
    offset: String(offset),
  };
}
