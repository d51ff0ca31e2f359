import { headerText, type LogFields } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { factsOf } from "./error_facts.ts";

/** Where a record lies and which request it belongs to, for every line about it. */
export function placeFields({ topic, partition, offset, headers }: ConsumedRecord): LogFields {
  return {
    topic,
    partition,
    offset: offset.toString(),
    correlation_id: headerText(headers, "correlation-id"),
    traceparent: headerText(headers, "traceparent"),
  };
}

/** What may be said of an error: messages that are not ours may quote the payload. */
export function failureFields(error: unknown): LogFields {
  const { class: type, code, message } = factsOf(error);
  if (message === undefined) return { "error.type": type };
  return { "error.type": type, code, error: message };
}
