/**
 * Kafka's wire format, without any I/O: primitive types, messages, record batches, codecs, errors.
 *
 * @module
 */
export * from "./frames.ts";
export * from "./messages.ts";
export * from "./protocol_error.ts";
export * from "./reader.ts";
export * from "./schema.ts";
export * from "./writer.ts";
