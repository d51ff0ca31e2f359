import type { FaultAction } from "../faults.ts";
import type { TrafficFrame } from "../traffic.ts";
import { cutText, sizeText } from "./figures.ts";
import { plainBody } from "./plain.ts";
import { detailsOf, type ReadFrame } from "./wire_view.ts";

const CLIENT_LENGTH = 18;
const FULL_VALUE_LENGTH = 300;
const FULL_BYTES = 48;

/** One line of a frame, at most `columns` wide. */
export function wireLine(read: ReadFrame, columns: number): string {
  const { frame } = read;
  const tail = tailOf(frame);
  const head = headOf(frame);
  const room = Math.max(20, columns - head.length - tail.length - 1);
  return `${head} ${cutText(printable(detailsOf(read)), room)}${tail}`.trimEnd();
}

function headOf(frame: TrafficFrame): string {
  const { atMs, connectionId, clientId, direction, apiKey, key, version, correlationId } = frame;
  const time = clockTime(atMs);
  const client = cutText(printable(clientId ?? "-"), CLIENT_LENGTH);
  const arrow = direction === "request" ? "→" : "←";
  const api = `${apiKey ?? `key ${key}`} v${version}`;
  return `${time} #${connectionId} ${client} ${arrow} ${api} (${correlationId})`;
}

/** The time of day here, to the millisecond. */
export function clockTime(atMs: number): string {
  const time = new Date(atMs);
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()];
  const ms = String(time.getMilliseconds()).padStart(3, "0");
  return `${parts.map((part) => String(part).padStart(2, "0")).join(":")}.${ms}`;
}

function tailOf({ durationMs, fault, sizeBytes, apiKey }: TrafficFrame): string {
  const parts = [
    ...(apiKey === undefined ? [sizeText(sizeBytes)] : []),
    ...(durationMs === undefined ? [] : [`${durationMs.toFixed(1)} ms`]),
    ...(fault === undefined ? [] : [`[${faultName(fault)}]`]),
  ];
  return parts.length === 0 ? "" : ` ${parts.join(" ")}`;
}

function faultName(fault: FaultAction): string {
  return typeof fault === "string" ? fault : `delay ${fault.of ?? "request"}`;
}

/** The line, and below it each field of the body. */
export function wireFull(read: ReadFrame, columns: number): string {
  const line = wireLine(read, columns);
  if (read.unreadable !== undefined) return line;
  const body = plainBody(read.body, read.frame.apiKey, { maxBytes: FULL_BYTES });
  return [line, ...fieldLines(body, "    ")].join("\n");
}

function fieldLines(value: unknown, indent: string): string[] {
  if (typeof value !== "object" || value === null) return [`${indent}${scalarText(value)}`];
  return Object.entries(value).flatMap(([name, inner]) => {
    const label = Array.isArray(value) ? "-" : `${name}:`;
    if (typeof inner !== "object" || inner === null) {
      return [`${indent}${label} ${scalarText(inner)}`];
    }
    if (Object.keys(inner).length === 0) {
      return [`${indent}${label} ${Array.isArray(inner) ? "[]" : "{}"}`];
    }
    return [`${indent}${label}`, ...fieldLines(inner, `${indent}  `)];
  });
}

function scalarText(value: unknown): string {
  return typeof value === "string" ? cutText(printable(value), FULL_VALUE_LENGTH) : String(value);
}

/** Text from the wire must not steer a terminal. */
function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "�");
}

/** A frame as one JSON object, with all its fields. */
export function wireJson({ frame, body, unreadable, errors }: ReadFrame): string {
  const { decode: _, topicName: __, atMs, apiKey, durationMs, ...rest } = frame;
  return JSON.stringify({
    time: new Date(atMs).toISOString(),
    api: apiKey ?? null,
    ...rest,
    ...(durationMs !== undefined && { durationMs: Math.round(durationMs * 1000) / 1000 }),
    errors,
    ...(unreadable === undefined ? { body: plainBody(body, apiKey) } : { unreadable }),
  });
}
