import { type LogFields, traceIdOf, TRACEPARENT_HEADER, WorkshopError } from "../core/mod.ts";
import { isSecretName, REDACTED, redactText } from "./redact.ts";

const MAX_TEXT = 2000;
const MAX_ITEMS = 50;
const MAX_DEPTH = 4;
const PAYLOAD_NAMES = new Set(["payload", "body", "record_value", "raw"]);
const SHORT_NAMES: Readonly<Record<string, string>> = { group_id: "group" };

/** A JSON value of a log line. */
export type LogValue = string | number | boolean | null | readonly LogValue[] | {
  readonly [name: string]: LogValue;
};

/**
 * Makes fields fit for a log: names in snake_case, `traceparent` as `trace_id` and `span_id`, secrets and payloads withheld, bytes counted
 * instead of shown, errors spread over `error.type`, `error.code` and `error.message`.
 */
export function logFields(fields: LogFields): Record<string, LogValue> {
  const result: Record<string, LogValue> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (name === TRACEPARENT_HEADER) Object.assign(result, traceFields(value));
    else if (value instanceof Error) Object.assign(result, errorFields(fieldName(name), value));
    else result[fieldName(name)] = fieldValue(fieldName(name), value, 0);
  }
  return result;
}

/** A trace in two fields, as log stores join logs and traces by. */
function traceFields(traceparent: unknown): Record<string, LogValue> {
  const ids = typeof traceparent === "string" ? traceIdOf(traceparent) : undefined;
  return ids === undefined ? {} : { trace_id: ids.traceId, span_id: ids.spanId };
}

function fieldName(name: string): string {
  const snake = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  return SHORT_NAMES[snake] ?? snake;
}

function fieldValue(name: string, value: unknown, depth: number): LogValue {
  if (isSecretName(name)) return REDACTED;
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (PAYLOAD_NAMES.has(name)) return `[withheld: ${typeof value}]`;
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "string":
      return shortened(redactText(value));
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      return depth < MAX_DEPTH ? nested(value, depth + 1) : "[nested too deep]";
    default:
      return typeof value === "bigint" ? value.toString() : `[${typeof value}]`;
  }
}

function nested(value: object, depth: number): LogValue {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return errorFields("", value);
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item) => fieldValue("", item, depth));
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.slice(0, MAX_ITEMS).map(([key, item]) => {
      const name = fieldName(String(key));
      return [name, fieldValue(name, item, depth)];
    }),
  );
}

function errorFields(name: string, error: Error): Record<string, LogValue> {
  const prefix = name === "" ? "" : `${name}.`;
  const details = error as Partial<WorkshopError>;
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const own: Record<string, unknown> = {
    type: error.name,
    code: typeof details.code === "string" ? details.code : undefined,
    message: safeMessage(error),
    at: quotesItsInput(error) ? firstFrame(error) : undefined,
    cause: cause === undefined ? undefined : errorFields("", cause),
  };
  const place: Record<string, unknown> = error instanceof WorkshopError
    ? { topic: error.topic, partition: error.partition, offset: error.offset }
    : {};
  return Object.fromEntries([
    ...given(own).map(([key, value]) => [`${prefix}${key}`, value] as const),
    ...given(place),
  ]);
}

function given(fields: Record<string, unknown>): (readonly [string, LogValue])[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, fieldValue(name, value, 0)] as const);
}

/** The runtime's own errors may quote what they choked on: a record's value. */
function quotesItsInput(error: Error): boolean {
  return error instanceof SyntaxError || error instanceof TypeError ||
    error instanceof RangeError || error instanceof URIError || error instanceof DOMException;
}

function safeMessage(error: Error): string | undefined {
  return quotesItsInput(error) ? undefined : shortened(redactText(error.message));
}

function firstFrame(error: Error): string | undefined {
  const stack = error.stack ?? "";
  const start = stack.indexOf(error.message) + error.message.length;
  return stack.slice(start).split("\n").find((line) => /^\s+at /.test(line))?.trim();
}

function shortened(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}
