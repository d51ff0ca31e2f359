import { type ConsumedRecord, readDeadLetter, readRetryRecord } from "../../consumer/mod.ts";
import { headerText } from "../../core/mod.ts";
import type { RecordDecoder } from "./decoder.ts";
import { DETAIL_LIMITS, type ShownBytes, shownBytes, shownLine } from "./shown_bytes.ts";

/** A record in a list. */
export interface RecordLine {
  readonly topic: string;
  readonly partition: number;
  /** Decimal digits: offsets above 2⁵³ don't survive as JSON numbers. */
  readonly offset: string;
  readonly timestampMs: number;
  readonly key: ShownBytes;
  readonly value: ShownBytes;
  /** How many headers it has. */
  readonly headers: number;
  /** Bytes of key, value and headers. */
  readonly size: number;
}

/** All that is shown of one record. */
export interface RecordDetail extends Omit<RecordLine, "headers"> {
  readonly headers: readonly { readonly name: string; readonly value: ShownBytes }[];
  /** How many headers were left out, since there are too many. */
  readonly moreHeaders: number;
  /** Its content-type header, else what its bytes look like. */
  readonly contentType: string;
  /** Whether a header said the content type. */
  readonly contentTypeTold: boolean;
  readonly correlationId: string | null;
  /** What the headers of a dead letter or a retry tell. */
  readonly story: RecordStory | null;
}

/** What headers tell of a record that failed. */
export interface RecordStory {
  readonly role: "dead letter" | "retry";
  /** Where it came from: `orders/0/12`. */
  readonly origin: string;
  readonly attempts: number;
  readonly firstTimeMs: number;
  readonly errorClass: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly stage: string | null;
  readonly groupId: string | null;
}

/** The names under which programs send a correlation id; ours is the first. */
export const CORRELATION_HEADERS: readonly string[] = [
  "correlation-id",
  "correlation_id",
  "x-correlation-id",
  "correlationId",
];

const MOST_HEADERS = 200;
const HEADER_LIMITS = { characters: 4096, hexBytes: 256 };

/** A record as a list shows it. */
export async function recordLine(
  record: ConsumedRecord,
  decoder: RecordDecoder,
): Promise<RecordLine> {
  return {
    ...placeAndTime(record),
    key: shownLine(record.key, await decoder.decode(record.key)),
    value: shownLine(record.value, await decoder.decode(record.value)),
    headers: record.headers.length,
    size: sizeOf(record),
  };
}

/** A record as its panel shows it. */
export async function recordDetail(
  record: ConsumedRecord,
  decoder: RecordDecoder,
): Promise<RecordDetail> {
  const told = headerText(record.headers, "content-type");
  const value = shownBytes(record.value, DETAIL_LIMITS, await decoder.decode(record.value));
  return {
    ...placeAndTime(record),
    key: shownBytes(record.key, DETAIL_LIMITS, await decoder.decode(record.key)),
    value,
    headers: record.headers.slice(0, MOST_HEADERS).map((header) => ({
      name: header.name,
      value: shownBytes(header.value, HEADER_LIMITS),
    })),
    moreHeaders: Math.max(0, record.headers.length - MOST_HEADERS),
    size: sizeOf(record),
    contentType: told ?? looksLike(value),
    contentTypeTold: told !== undefined,
    correlationId: correlationIdOf(record) ?? null,
    story: storyOf(record),
  };
}

/** The id that ties a record to others, under whichever name it came. */
export function correlationIdOf({ headers }: Pick<ConsumedRecord, "headers">): string | undefined {
  for (const name of CORRELATION_HEADERS) {
    const id = headerText(headers, name);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** What headers tell of its failure, `null` for a record that never failed. */
export function storyOf(record: ConsumedRecord): RecordStory | null {
  const letter = readDeadLetter(record);
  if (letter !== undefined) {
    const { origin, attempts, firstTimeMs, errorClass, errorCode, message, stage, groupId } =
      letter;
    return {
      role: "dead letter",
      origin: `${origin.topic}/${origin.partition}/${origin.offset}`,
      ...{ attempts, firstTimeMs, errorClass, errorCode, stage },
      errorMessage: message ?? null,
      groupId: groupId ?? null,
    };
  }
  const retry = readRetryRecord(record);
  if (retry === undefined) return null;
  const { original, attempts, firstTimeMs, groupId } = retry;
  return {
    role: "retry",
    origin: `${original.topic}/${original.partition}/${original.offset}`,
    ...{ attempts, firstTimeMs, groupId },
    errorClass: headerText(record.headers, "retry.error.class") ?? null,
    errorCode: headerText(record.headers, "retry.error.code") ?? null,
    errorMessage: null,
    stage: null,
  };
}

/** Bytes of key, value and headers. */
export function sizeOf({ key, value, headers }: ConsumedRecord): number {
  let size = (key?.length ?? 0) + (value?.length ?? 0);
  for (const header of headers) size += header.name.length + (header.value?.length ?? 0);
  return size;
}

function placeAndTime({ topic, partition, offset, timestampMs }: ConsumedRecord) {
  return { topic, partition, offset: String(offset), timestampMs };
}

function looksLike(value: ShownBytes): string {
  switch (value.kind) {
    case "null":
      return "none (tombstone)";
    case "json":
      return "application/json";
    case "text":
      return "text/plain";
    case "avro":
      return `Avro, schema ${value.schemaId}`;
    default:
      return "application/octet-stream";
  }
}
