import { type EventEnvelope, newTrace, traceHeaders } from "../../events/mod.ts";
import { seededRandom } from "../../core/mod.ts";
import type { EventRecord } from "./event_processing.ts";

/** The trace of {@linkcode recordOf}. */
export const TRACE = newTrace(seededRandom("trace"));

/** A good envelope around a payload. */
export function envelope(eventType: string, payload: object, eventId = "e-1"): EventEnvelope {
  return {
    eventId,
    eventType,
    eventVersion: "1.0",
    eventTime: "2024-01-01T00:00:00Z",
    payload: payload as Record<string, unknown>,
  };
}

/** A file that was added. */
export const ADDED = { fileId: "f-1", fileName: "a.txt", sizeBytes: 5, addedBy: "u-1" };

/** A record that holds an event, or any text. */
export function recordOf(event: unknown, offset = 0n): EventRecord {
  const text = typeof event === "string" ? event : JSON.stringify(event);
  return {
    topic: "kafka-topics1",
    partition: 1,
    offset,
    timestampMs: Date.UTC(2024, 0, 1) - 2500,
    value: new TextEncoder().encode(text),
    headers: traceHeaders(TRACE),
  };
}
