import type { ConsumedRecord } from "../../consumer/mod.ts";
import { dataHeaders, type DataMessage, type DataTuple } from "../../events/mod.ts";
import { dataMessageSchema, validatePlainMessage } from "../../schemas/mod.ts";
import type { StoreDocument } from "../../storage/mod.ts";
import type { OutgoingRecord } from "../source_item.ts";

const encoder = new TextEncoder();

/**
 * The data item in the text of a record or of an input line.
 *
 * @throws {SchemaValidationError} when it holds none
 */
export function dataMessageOf(value: string | Uint8Array | null): DataMessage {
  return validatePlainMessage(value, dataMessageSchema()) as unknown as DataMessage;
}

/**
 * What is kept of a data item: it is known by its id, whatever record brings it.
 *
 * @throws {SchemaValidationError} when the record holds none
 */
export function dataDocument(record: ConsumedRecord): StoreDocument {
  const { topic, partition, offset, value } = record;
  const message = dataMessageOf(value);
  return {
    id: message.id,
    timeMs: Date.parse(message.created_at),
    body: { ...message },
    origin: { topic, partition, offset },
    counts: { data_messages: 1 },
  };
}

/**
 * Key, value and headers as they are sent.
 *
 * @throws {SchemaValidationError} when the value is no data item
 */
export function outgoingRecord([key, message, headers]: DataTuple): OutgoingRecord {
  const value = JSON.stringify(message);
  dataMessageOf(value);
  return {
    key,
    value,
    headers: Object.entries(headers)
      .map(([name, text]) => ({ name, value: encoder.encode(text) })),
  };
}

/**
 * The record of an input line.
 *
 * @throws {SchemaValidationError} when the line holds no data item
 */
export function recordOfLine(text: string): OutgoingRecord {
  const message = dataMessageOf(text);
  return outgoingRecord([message.id, message, dataHeaders(message)]);
}
