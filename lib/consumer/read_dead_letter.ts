import { headerText } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { DEAD_LETTER_PREFIX, type OmittedPart } from "./dead_letter.ts";
import { type RecordOrigin, ToldReader } from "./told_headers.ts";

/** Why a record was given up, as its headers tell it. */
export interface DeadLetterReason {
  /** Name of the error's class. */
  readonly errorClass: string;
  /** The error's code; `UNEXPECTED` for errors that aren't ours. */
  readonly errorCode: string;
  /** Where the error arose. */
  readonly stage: string;
  /** What the error said; only of our own errors. */
  readonly message: string | undefined;
  /** When it was last tried, in milliseconds since 1970. */
  readonly lastTimeMs: number;
}

/** A dead letter, as its headers tell it. */
export interface DeadLetter extends DeadLetterReason {
  /** The letter itself: where it lies, and the bytes that it keeps. */
  readonly record: ConsumedRecord;
  /** Where the record came from. */
  readonly origin: RecordOrigin;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it was first tried, in milliseconds since 1970. */
  readonly firstTimeMs: number;
  /** The group that gave it up, where it is told. */
  readonly groupId: string | undefined;
  /** The id that goes with it from the producer on. */
  readonly correlationId: string | undefined;
  /** Its trace (W3C Trace Context). */
  readonly traceparent: string | undefined;
  /** What the letter had to go without: read it where the record came from. */
  readonly omitted: readonly OmittedPart[];
}

const PARTS: readonly OmittedPart[] = ["value", "key", "headers"];

/** Reads a record of the dead letters back; `undefined` when its headers don't tell its origin. */
export function readDeadLetter(record: ConsumedRecord): DeadLetter | undefined {
  const told = new ToldReader(record.headers, DEAD_LETTER_PREFIX);
  const origin = told.origin();
  if (origin === undefined) return undefined;
  const omitted = told.text("omitted")?.split(",") ?? [];
  const reason = reasonOf(record);
  return {
    ...reason,
    record,
    origin,
    attempts: told.number("attempts") ?? 1,
    firstTimeMs: told.number("first.time") ?? reason.lastTimeMs,
    groupId: told.text("group"),
    correlationId: headerText(record.headers, "correlation-id"),
    traceparent: headerText(record.headers, "traceparent"),
    omitted: PARTS.filter((part) => omitted.includes(part)),
  };
}

/** Why a record is among the dead letters, also where it doesn't tell its origin. */
export function reasonOf({ headers, timestampMs }: ConsumedRecord): DeadLetterReason {
  const told = new ToldReader(headers, DEAD_LETTER_PREFIX);
  return {
    errorClass: told.text("error.class") ?? "unknown",
    errorCode: told.text("error.code") ?? "UNKNOWN",
    stage: told.text("error.stage") ?? "unknown",
    message: told.text("error.message"),
    lastTimeMs: told.number("last.time") ?? timestampMs,
  };
}
