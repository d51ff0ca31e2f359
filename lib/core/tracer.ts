/** A value that is told of a span; offsets are bigint. */
export type SpanValue = string | number | bigint | boolean;

/** What is told of a span, by names of OpenTelemetry's conventions; undefined ones are left out. */
export type SpanAttributes = Readonly<Record<string, SpanValue | undefined>>;

/** What a span is about: sending a record, handling one, or something of the program's own. */
export type SpanKind = "producer" | "consumer" | "internal";

/** How a span begins. */
export interface SpanOptions {
  /** What it is about. @default {"internal"} */
  readonly kind?: SpanKind;
  /** The span that it belongs to, as W3C Trace Context. @default {the one that is active} */
  readonly parent?: string | undefined;
  /** What is known at its begin. @default {{}} */
  readonly attributes?: SpanAttributes;
  /** When it began, in milliseconds since 1970. @default {now} */
  readonly startMs?: number;
}

/** A piece of work in a trace, from its begin to its end. */
export interface Span {
  /** Itself as W3C Trace Context, for a header: what has it as parent belongs to it. */
  readonly traceparent: string;
  /** Tells more of it. */
  set(attributes: SpanAttributes): void;
  /** Does work as whose parent it stands: spans and log lines made meanwhile belong to it. */
  run<T>(work: () => T): T;
  /** Ends it, once; with an error it has failed. */
  end(error?: unknown): void;
}

/** Where a part of the system begins its spans; it is handed one, it never makes one. */
export interface Tracer {
  /** Whether anybody wants spans: if not, none need be begun. */
  readonly enabled: boolean;
  /** Begins a span. */
  start(name: string, options?: SpanOptions): Span;
  /** The span that is active, as W3C Trace Context. */
  active(): string | undefined;
}

/** Traces nothing. */
export const nullTracer: Tracer = {
  enabled: false,
  start: () => ({ traceparent: "", set() {}, run: (work) => work(), end() {} }),
  active: () => undefined,
};
