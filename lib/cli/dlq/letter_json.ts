import { contentJson, type FoundLetter, placeName } from "../../consumer/mod.ts";

/** A letter for machines; bytes that aren't UTF-8 come as Base64. */
export function letterJson(
  { record, letter, reason, originTopic, settlement }: FoundLetter,
  options: { readonly withContent?: boolean } = {},
): Record<string, unknown> {
  const { errorClass, errorCode, stage, message, lastTimeMs } = reason;
  const origin = letter?.origin;
  return {
    letter: placeName(record),
    topic: originTopic ?? null,
    ...(origin !== undefined && {
      partition: origin.partition,
      offset: String(origin.offset),
      timestampMs: origin.timestampMs,
    }),
    errorClass,
    errorCode,
    stage,
    message: message ?? null,
    attempts: letter?.attempts ?? null,
    firstTimeMs: letter?.firstTimeMs ?? null,
    lastTimeMs,
    group: letter?.groupId ?? null,
    correlationId: letter?.correlationId ?? null,
    traceparent: letter?.traceparent ?? null,
    omitted: letter?.omitted ?? [],
    settled: settlement?.outcome ?? null,
    key: contentJson(record.key),
    ...(options.withContent && {
      value: contentJson(record.value),
      headers: record.headers.map(({ name, value }) => ({ name, value: contentJson(value) })),
    }),
  };
}
