import type { WorkshopError } from "../core/mod.ts";

/** A line of input that is no event. */
export interface RejectedLine {
  /** The line's number; the first is 1. */
  readonly lineNumber: number;
  /** Why it is none. */
  readonly error: WorkshopError;
  /** The line's bytes. */
  readonly raw: Uint8Array;
}

const encoder = new TextEncoder();

/** A dead letter that keeps a line's bytes and tells its number and what is wrong with it. */
export function deadLetterOfLine(
  { lineNumber, error, raw }: RejectedLine,
  topic: string,
  nowMs: number,
): { readonly value: Uint8Array; readonly headers: { name: string; value: Uint8Array }[] } {
  const stage = (error as { readonly stage?: unknown }).stage;
  const told: Readonly<Record<string, string | number>> = {
    "original.topic": topic,
    "input.line": lineNumber,
    "error.class": error.name,
    "error.code": error.code,
    "error.stage": typeof stage === "string" ? stage : "input",
    "attempts": 1,
    "first.time": nowMs,
    "last.time": nowMs,
    "error.message": error.message,
  };
  const headers = Object.entries(told)
    .map(([name, value]) => ({ name: `dlq.${name}`, value: encoder.encode(String(value)) }));
  return { value: raw, headers };
}
