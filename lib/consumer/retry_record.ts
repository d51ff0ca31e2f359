import type { ConsumedRecord, OutgoingRecord } from "../kafka/mod.ts";
import type { FailureStory } from "./dead_letter.ts";
import { factsOf } from "./error_facts.ts";
import { originTold, type Told, ToldReader, withTold } from "./told_headers.ts";

/** What the headers of a record in a retry topic begin with. */
export const RETRY_PREFIX = "retry.";

/** A record that waits in a retry topic, as its headers tell it. */
export interface RetryRecord {
  /** The record as it was where it came from: place, time, headers and bytes. */
  readonly original: ConsumedRecord;
  /** The group that tries it again; to others it means nothing. */
  readonly groupId: string;
  /** How often it has been tried. */
  readonly attempts: number;
  /** When it was first tried, in milliseconds since 1970. */
  readonly firstTimeMs: number;
  /** It isn't tried again before this time, in milliseconds since 1970. */
  readonly notBeforeMs: number;
  /** How long it was to wait when it came there, in milliseconds. */
  readonly delayMs: number;
}

/** The record as it goes to a retry topic; its time there is when it is sent, or it might expire. */
export function retryRecordOf(
  original: ConsumedRecord,
  story: FailureStory & {
    readonly groupId: string;
    readonly notBeforeMs: number;
    readonly delayMs: number;
  },
): OutgoingRecord {
  const facts = factsOf(story.error);
  const told: Told = {
    ...originTold(original),
    "group": story.groupId,
    "attempts": story.attempts,
    "first.time": story.firstTimeMs,
    "last.time": story.lastTimeMs,
    "not.before": story.notBeforeMs,
    "delay": story.delayMs,
    "error.class": facts.class,
    "error.code": facts.code,
  };
  return {
    key: original.key,
    value: original.value,
    headers: withTold(original.headers, RETRY_PREFIX, told),
  };
}

const NAMES: ReadonlySet<string> = new Set(
  [
    ...["original.topic", "original.partition", "original.offset", "original.timestamp"],
    ...["group", "attempts", "first.time", "last.time", "not.before", "delay"],
    ...["error.class", "error.code"],
  ].map((name) => RETRY_PREFIX + name),
);

/** Reads a record of a retry topic back; `undefined` when it isn't one. */
export function readRetryRecord(record: ConsumedRecord): RetryRecord | undefined {
  const told = new ToldReader(record.headers, RETRY_PREFIX);
  const origin = told.origin();
  const groupId = told.text("group");
  const attempts = told.number("attempts");
  const firstTimeMs = told.number("first.time");
  const notBeforeMs = told.number("not.before");
  if (origin === undefined || groupId === undefined || attempts === undefined) return undefined;
  const delayMs = told.number("delay");
  if (firstTimeMs === undefined || notBeforeMs === undefined) return undefined;
  if (delayMs === undefined) return undefined;
  const { key, value } = record;
  const headers = record.headers.filter(({ name }) => !NAMES.has(name));
  const original = { ...origin, key, value, headers };
  return { original, groupId, attempts, firstTimeMs, notBeforeMs, delayMs };
}

/** How long a record has to wait on; never longer than it was to wait, whatever the clock says. */
export function remainingMs({ notBeforeMs, delayMs }: RetryRecord, nowMs: number): number {
  return Math.max(0, Math.min(notBeforeMs - nowMs, delayMs));
}
