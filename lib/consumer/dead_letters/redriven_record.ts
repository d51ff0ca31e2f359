import { headerText } from "../../core/mod.ts";
import type { Header, OutgoingRecord } from "../../kafka/mod.ts";
import { DEAD_LETTER_PREFIX } from "../dead_letter.ts";
import type { DeadLetter } from "../read_dead_letter.ts";
import { withTold } from "../told_headers.ts";
import { placeName } from "./settled.ts";

/** What the headers of a redriven record begin with. */
export const REDRIVE_PREFIX = "redrive.";

/** Headers that go with a redriven record; others are left behind unless they are allowed. */
export const REDRIVE_HEADERS: readonly string[] = Object.freeze([
  "correlation-id",
  "causation-id",
  "content-type",
  "event-type",
  "message-type",
  "schema-id",
  "schema-version",
]);

/** How headers are carried over. */
export interface RedriveHeaders {
  /** Allowed beside {@link REDRIVE_HEADERS}; `*` allows all. */
  readonly allowed: readonly string[];
  /** Begins a trace; the old one is linked to. */
  readonly newTraceparent: () => string;
}

/** A record as it goes out again, and what of it stays behind. */
export interface RedrivenRecord {
  readonly record: OutgoingRecord;
  /** Names of the headers that were not allowed. */
  readonly leftBehind: readonly string[];
}

/**
 * The record as it goes back to where it came from: the bytes that it had, the headers that are
 * allowed, a trace of its own that names the old one, and how often it was redriven. Its time is
 * when it is sent: an old one might be gone again at once.
 */
export function redrivenRecord(
  { record: letter, traceparent }: DeadLetter,
  content: {
    readonly key: Uint8Array | null;
    readonly value: Uint8Array | null;
    readonly headers: readonly Header[];
  },
  { allowed, newTraceparent }: RedriveHeaders,
): RedrivenRecord {
  const names = new Set([...REDRIVE_HEADERS, ...allowed]);
  const isOurs = ({ name }: Header) =>
    name.startsWith(DEAD_LETTER_PREFIX) || name.startsWith(REDRIVE_PREFIX) ||
    name === "traceparent";
  const [kept, leftBehind] = partition(
    content.headers.filter((header) => !isOurs(header)),
    ({ name }) => names.has("*") || names.has(name),
  );
  const count = Number(headerText(letter.headers, `${REDRIVE_PREFIX}count`) ?? 0);
  const headers = withTold(kept, "", { traceparent: newTraceparent() });
  return {
    record: {
      key: content.key,
      value: content.value,
      headers: withTold(headers, REDRIVE_PREFIX, {
        count: (Number.isSafeInteger(count) ? count : 0) + 1,
        letter: `${letter.topic}/${placeName(letter)}`,
        traceparent,
      }),
    },
    leftBehind: [...new Set(leftBehind.map(({ name }) => name))],
  };
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
