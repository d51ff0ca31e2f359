import { WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord, Header, OutgoingRecord } from "../kafka/mod.ts";

/** What is told of a record's failure, beside where it came from. */
export interface FailureStory {
  /** What was thrown. */
  readonly error: unknown;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it was first tried, in milliseconds since 1970. */
  readonly firstTimeMs: number;
  /** When it was last tried, in milliseconds since 1970. */
  readonly lastTimeMs: number;
}

const PREFIX = "dlq.";
/** Longest message in a header, in characters. */
const MAX_MESSAGE = 500;
const encoder = new TextEncoder();

/**
 * The record as it goes to the dead letters: key, value and headers as they were, and headers that
 * tell its origin and its failure. Only an error of ours tells its message: others may quote the
 * payload.
 */
export function deadLetterOf(record: ConsumedRecord, story: FailureStory): OutgoingRecord {
  const told: Readonly<Record<string, string | number | bigint>> = {
    "original.topic": record.topic,
    "original.partition": record.partition,
    "original.offset": record.offset,
    "original.timestamp": record.timestampMs,
    "error.class": classOf(story.error),
    "error.code": story.error instanceof WorkshopError ? story.error.code : "UNEXPECTED",
    "error.stage": stageOf(story.error),
    "attempts": story.attempts,
    "first.time": story.firstTimeMs,
    "last.time": story.lastTimeMs,
    ...(story.error instanceof WorkshopError && { "error.message": messageFor(story.error) }),
  };
  const headers: Header[] = record.headers.filter(({ name }) =>
    !(name.startsWith(PREFIX) &&
      name.slice(PREFIX.length) in told)
  );
  for (const [name, value] of Object.entries(told)) {
    headers.push({ name: PREFIX + name, value: encoder.encode(String(value)) });
  }
  return { key: record.key, value: record.value, headers };
}

function messageFor({ message }: WorkshopError): string {
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 1)}…`;
}

function classOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Errors may carry the stage in which they arose; the others come from the handler itself. */
function stageOf(error: unknown): string {
  const stage = (error as { readonly stage?: unknown } | null | undefined)?.stage;
  return typeof stage === "string" ? stage : "handler";
}
