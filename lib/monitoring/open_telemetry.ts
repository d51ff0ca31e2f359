import {
  type Attributes,
  type Context,
  context,
  type Span as OtelSpan,
  SpanKind as OtelSpanKind,
  SpanStatusCode,
  trace,
  type Tracer as OtelTracer,
} from "@opentelemetry/api";
import {
  nullTracer,
  type Span,
  type SpanAttributes,
  type SpanKind,
  type SpanOptions,
  traceIdOf,
  type Tracer,
  WorkshopError,
} from "../core/mod.ts";

const KINDS: Readonly<Record<SpanKind, OtelSpanKind>> = {
  producer: OtelSpanKind.PRODUCER,
  consumer: OtelSpanKind.CONSUMER,
  internal: OtelSpanKind.INTERNAL,
};
const SAMPLED = 1;

/**
 * A tracer whose spans go where OpenTelemetry is set up to send them: with `OTEL_DENO=true` Deno
 * itself exports them by OTLP, to `OTEL_EXPORTER_OTLP_ENDPOINT`. Where nothing is set up, or nothing
 * is sampled, it is {@link nullTracer}.
 *
 * @param name of the instrumentation, as the spans tell it
 */
export function openTelemetryTracer(name = "kafka-workshop"): Tracer {
  const tracer = trace.getTracer(name);
  // Never ended, and so never exported.
  const isWanted = tracer.startSpan("probe").isRecording();
  return isWanted ? new OpenTelemetryTracer(tracer) : nullTracer;
}

class OpenTelemetryTracer implements Tracer {
  readonly enabled = true;
  readonly #tracer: OtelTracer;

  constructor(tracer: OtelTracer) {
    this.#tracer = tracer;
  }

  start(name: string, options: SpanOptions = {}): Span {
    const { kind = "internal", parent, attributes = {}, startMs } = options;
    const around = contextOf(parent);
    const span = this.#tracer.startSpan(name, {
      kind: KINDS[kind],
      attributes: given(attributes),
      ...(startMs !== undefined && { startTime: startMs }),
    }, around);
    return new RecordedSpan(span, around);
  }

  active(): string | undefined {
    const span = trace.getActiveSpan();
    return span === undefined ? undefined : traceparentOf(span);
  }
}

class RecordedSpan implements Span {
  readonly traceparent: string;
  readonly #span: OtelSpan;
  readonly #context: Context;

  constructor(span: OtelSpan, around: Context) {
    this.traceparent = traceparentOf(span);
    this.#span = span;
    this.#context = trace.setSpan(around, span);
  }

  set(attributes: SpanAttributes): void {
    this.#span.setAttributes(given(attributes));
  }

  run<T>(work: () => T): T {
    return context.with(this.#context, work);
  }

  /** Of an error only its kind is told: a message may quote a record. */
  end(error?: unknown): void {
    if (error !== undefined) {
      this.#span.setAttribute("error.type", kindOf(error));
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}

function contextOf(parent: string | undefined): Context {
  const ids = parent === undefined ? undefined : traceIdOf(parent);
  if (ids === undefined) return context.active();
  const remote = { ...ids, traceFlags: SAMPLED, isRemote: true };
  return trace.setSpanContext(context.active(), remote);
}

function traceparentOf(span: OtelSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/** Deno exports a bigint as an integer and a number as a fraction; the API's types know numbers. */
function given(attributes: SpanAttributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined),
  ) as Attributes;
}

function kindOf(error: unknown): string {
  if (error instanceof WorkshopError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
