/**
 * Kafka's wire format, without any I/O: primitive types, messages, record batches, codecs, errors.
 *
 * @module
 */
export * from "./acls.ts";
export * from "./batch_split.ts";
export * from "./compression.ts";
export * from "./consumer_protocol.ts";
export * from "./control_batch.ts";
export * from "./crc32c.ts";
export * from "./errors.ts";
export * from "./frame_splitter.ts";
export * from "./frames.ts";
export * from "./messages.ts";
export * from "./murmur2.ts";
export * from "./protocol_error.ts";
export * from "./random_body.ts";
export * from "./reader.ts";
export * from "./record_batch.ts";
export * from "./records.ts";
export * from "./schema.ts";
export * from "./writer.ts";
