import {
  type Clock,
  LOG_LEVELS,
  type LogFields,
  type Logger,
  type LogLevel,
  type Meter,
  nullMeter,
  nullTracer,
  systemClock,
  type Tracer,
} from "../core/mod.ts";
import { logFields, type LogValue } from "./log_fields.ts";
import { metric } from "./meter.ts";
import { redactText } from "./redact.ts";

/** One line of the log before it is written. */
export interface LogEntry {
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** How urgent it is. */
  readonly level: LogLevel;
  /** What happened. */
  readonly message: string;
  /** Everything else: service, component, correlation_id, topic, partition, offset, error.type. */
  readonly fields: Readonly<Record<string, LogValue>>;
}

/** Where log lines go; it never throws. */
export interface LogSink {
  /** Takes one entry. */
  write(entry: LogEntry): void;
}

/** How a logger is made. */
export interface JsonLoggerOptions {
  /** The least urgent level that is written. @default {"INFO"} */
  readonly level?: LogLevel;
  /** Where the lines go. */
  readonly sinks: readonly LogSink[];
  /** The field `service` of every line. */
  readonly service: string;
  /** Counts lines in `log_messages_total`. @default {nullMeter} */
  readonly meter?: Meter;
  /** Knows the span in which a line is written that names none itself. @default {nullTracer} */
  readonly tracer?: Tracer;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * A logger whose entries hold no secret and no payload, whatever fields it is given.
 *
 * @example
 * ```ts
 * import { createJsonLogger, jsonLine } from "./mod.ts";
 *
 * const logger = createJsonLogger({
 *   service: "orders",
 *   sinks: [{ write: (entry) => console.log(jsonLine(entry)) }],
 * });
 * logger.child({ correlationId: "4bf9" }).log("INFO", "Order stored", { topic: "orders" });
 * ```
 */
export function createJsonLogger(options: JsonLoggerOptions): Logger {
  const { level = "INFO", sinks, service, meter = nullMeter, clock = systemClock } = options;
  const { tracer = nullTracer } = options;
  const threshold = LOG_LEVELS.indexOf(level);
  const lines = meter.counter(metric("log_messages_total"));
  for (const name of LOG_LEVELS) lines.add(0, { level: name });

  const withFields = (inherited: LogFields): Logger => ({
    log(level, message, fields = {}) {
      if (LOG_LEVELS.indexOf(level) < threshold) return;
      const entry = {
        timestamp: new Date(clock.now()).toISOString(),
        level,
        message: redactText(message),
        fields: logFields({ traceparent: tracer.active(), ...inherited, ...given(fields) }),
      };
      lines.add(1, { level });
      for (const sink of sinks) sink.write(entry);
    },
    child: (fields) => withFields({ ...inherited, ...fields }),
  });
  return withFields({ service });
}

/** A record without a trace doesn't hide the span that is active. */
function given(fields: LogFields): LogFields {
  if (fields.traceparent !== undefined || !("traceparent" in fields)) return fields;
  const { traceparent: _, ...others } = fields;
  return others;
}

/** The entry as one line of JSON, without the newline; fields can't replace its first three. */
export function jsonLine(entry: LogEntry): string {
  const { fields, ...first } = entry;
  return JSON.stringify({ ...first, ...fields, ...first });
}
