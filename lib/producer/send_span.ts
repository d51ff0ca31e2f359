import {
  headerText,
  type Span,
  TRACEPARENT_HEADER,
  type Tracer,
  withTraceparent,
} from "../core/mod.ts";
import type { Header } from "../kafka/mod.ts";
import type { DeliveryReport, ProducerRecord } from "./delivery.ts";

/** The span of a record on its way to its topic, and its headers with which others belong to it. */
export interface SendSpan {
  /** Its headers, which carry the span on. */
  readonly headers: readonly Header[];
  /** Ends the span with the record's outcome. */
  follow(outcome: Promise<DeliveryReport>): void;
}

/** Begins the span of a send, under the one that the record's headers name, if they do. */
export function sendSpan(
  tracer: Tracer,
  { topic, value }: ProducerRecord,
  headers: readonly Header[],
): SendSpan {
  const span = tracer.start(`send ${topic}`, {
    kind: "producer",
    parent: headerText(headers, TRACEPARENT_HEADER),
    attributes: {
      "messaging.system": "kafka",
      "messaging.operation.name": "send",
      "messaging.operation.type": "send",
      "messaging.destination.name": topic,
      "messaging.kafka.message.tombstone": value === null ? true : undefined,
    },
  });
  return {
    headers: withTraceparent(headers, span.traceparent),
    follow: (outcome) => void outcome.then((report) => succeeded(span, report), (e) => span.end(e)),
  };
}

function succeeded(span: Span, { partition, offset }: DeliveryReport): void {
  span.set({
    "messaging.destination.partition.id": String(partition),
    // −1 where nobody tells, with acks 0.
    "messaging.kafka.offset": offset >= 0n ? offset : undefined,
  });
  span.end();
}
