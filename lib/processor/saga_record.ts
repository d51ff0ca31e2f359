import { messageOf, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord } from "../consumer/mod.ts";
import type { ProducerRecord } from "../producer/mod.ts";
import type { SagaEvent } from "./saga_options.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** An event as a record of its saga, with what it was decided about. */
export function sagaRecord(
  topic: string,
  event: SagaEvent,
  cause?: Pick<ConsumedRecord, "topic" | "partition" | "offset">,
): ProducerRecord {
  const headers = {
    "content-type": "application/json",
    ...(cause === undefined ? {} : { cause: `${cause.topic}/${cause.partition}/${cause.offset}` }),
  };
  return { topic, key: event.sagaId, value: JSON.stringify(event), headers };
}

/**
 * The event in a record.
 *
 * @throws {WorkshopError} code `NOT_A_SAGA_EVENT`
 */
export function readSagaEvent<E extends SagaEvent>(record: ConsumedRecord): E {
  try {
    const event = JSON.parse(decoder.decode(record.value!)) as E;
    const isEvent = typeof event.type === "string" && typeof event.sagaId === "string" &&
      typeof event.data === "object" && event.data !== null;
    if (!isEvent) throw new TypeError("it lacks type, sagaId or data");
    return event;
  } catch (cause) {
    const { topic, partition, offset } = record;
    throw new WorkshopError(
      `The record at ${topic}/${partition}, offset ${offset}, is no event of a saga ` +
        `(${messageOf(cause)}): look at who writes to ${topic}`,
      { code: "NOT_A_SAGA_EVENT", topic, partition, offset, cause },
    );
  }
}
