import type { ConsumedRecord, Header, OutgoingRecord } from "../kafka/mod.ts";
import { factsOf } from "./error_facts.ts";
import { originTold, type Told, withTold } from "./told_headers.ts";

/** The topic of dead letters. */
export const DEAD_LETTER_TOPIC = "DLQ";

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
  /** The group that gave it up. */
  readonly groupId?: string;
}

/** A part of a record that its letter goes without. */
export type OmittedPart = "value" | "key" | "headers";

/** What the headers that tell of a failure begin with. */
export const DEAD_LETTER_PREFIX = "dlq.";
/** Headers that a letter keeps in any case. */
const KEPT_HEADERS: ReadonlySet<string> = new Set(["correlation-id", "traceparent"]);

/**
 * The record as it goes to the dead letters: key, value and headers as they were, and headers that
 * tell its origin and its failure. Only an error of ours tells its message: others may quote the
 * payload.
 *
 * @param omitted what a letter that is too large goes without; it says so, and its origin still
 *   holds the whole for as long as the source keeps it
 */
export function deadLetterOf(
  record: ConsumedRecord,
  story: FailureStory,
  omitted: readonly OmittedPart[] = [],
): OutgoingRecord {
  const without = new Set(omitted);
  const facts = factsOf(story.error);
  const told: Told = {
    ...originTold(record),
    "error.class": facts.class,
    "error.code": facts.code,
    "error.stage": facts.stage,
    "attempts": story.attempts,
    "first.time": story.firstTimeMs,
    "last.time": story.lastTimeMs,
    "group": story.groupId,
    "error.message": facts.message,
    "omitted": omitted.length === 0 ? undefined : omitted.join(","),
    "omitted.bytes": omitted.length === 0 ? undefined : sizeOf(record, without),
  };
  const headers = without.has("headers")
    ? record.headers.filter(({ name }) => KEPT_HEADERS.has(name))
    : record.headers;
  return {
    key: without.has("key") ? null : record.key,
    value: without.has("value") ? null : record.value,
    headers: withTold(headers, DEAD_LETTER_PREFIX, told),
  };
}

/** Bytes of the parts that are left out. */
function sizeOf({ key, value, headers }: ConsumedRecord, parts: ReadonlySet<OmittedPart>): number {
  const bytesOf = (header: Header) => header.name.length + (header.value?.length ?? 0);
  return (parts.has("value") ? value?.length ?? 0 : 0) +
    (parts.has("key") ? key?.length ?? 0 : 0) +
    (parts.has("headers") ? headers.reduce((sum, header) => sum + bytesOf(header), 0) : 0);
}
