import { compress, type CompressionCodec, decompress } from "./compression.ts";
import { ProtocolError } from "./protocol_error.ts";
import { Reader } from "./reader.ts";
import {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  BATCH_OVERHEAD_BYTES,
  batchAttributes,
  RecordBatch,
} from "./record_batch.ts";
import { joinChunks, Writer } from "./writer.ts";

/** A header of a record; names may repeat. */
export interface RecordHeader {
  /** Its name. */
  readonly key: string;
  /** Its value. */
  readonly value: Uint8Array | null;
}

/** One record as it stands in a batch. */
export interface BatchRecord {
  /** Its place in the log. */
  readonly offset: number;
  /** Its time, in milliseconds since 1970. */
  readonly timestampMs: number;
  /** Key, or null. */
  readonly key: Uint8Array | null;
  /** Value; null is a tombstone. */
  readonly value: Uint8Array | null;
  /** Headers in their order. */
  readonly headers: readonly RecordHeader[];
}

/** A record to put into a batch. */
export interface RecordInput {
  /** Its time, in milliseconds since 1970. */
  readonly timestampMs: number;
  /** Key, or null. @default {null} */
  readonly key?: Uint8Array | null | undefined;
  /** Value; null is a tombstone. @default {null} */
  readonly value?: Uint8Array | null | undefined;
  /** Headers in their order. @default {[]} */
  readonly headers?: readonly RecordHeader[] | undefined;
  /** Place in the log, for a batch with gaps. @default {base offset + index} */
  readonly offset?: number | undefined;
}

/** What a batch says beside its records. */
export interface BatchOptions {
  /** How the records are compressed. @default {"none"} */
  readonly codec?: CompressionCodec | undefined;
  /** Offset of the first record. @default {0} */
  readonly baseOffset?: number | undefined;
  /** Epoch of the leader that places it. @default {-1} */
  readonly leaderEpoch?: number | undefined;
  /** Id of the idempotent producer. @default {-1} */
  readonly producerId?: number | undefined;
  /** Epoch of the producer. @default {-1} */
  readonly producerEpoch?: number | undefined;
  /** The producer's sequence number of the first record. @default {-1} */
  readonly baseSequence?: number | undefined;
  /** Whether it belongs to a transaction. @default {false} */
  readonly transactional?: boolean | undefined;
  /** Whether it holds a marker of the broker. @default {false} */
  readonly control?: boolean | undefined;
  /** Time of the broker, for a topic with LogAppendTime. @default {none} */
  readonly logAppendTimeMs?: number | undefined;
  /** Set when the last offset is not that of the last record. @default {the last record's} */
  readonly lastOffsetDelta?: number | undefined;
  /** Set when the latest time is not that of a record. @default {the latest record's} */
  readonly maxTimestampMs?: number | undefined;
  /** When the cleaner may drop the batch's tombstones, or its marker (KIP-534). @default {none} */
  readonly deleteHorizonMs?: number | undefined;
  /** How hard the codec tries. @default {the codec's own} */
  readonly compressionLevel?: number | undefined;
}

const NO_TIMESTAMP = -1;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a record batch of version 2. */
export function encodeBatch(
  records: readonly RecordInput[],
  options: BatchOptions = {},
): Uint8Array {
  const { baseOffset = 0, codec = "none" } = options;
  const baseTimestampMs = options.deleteHorizonMs ?? records[0]?.timestampMs ?? NO_TIMESTAMP;
  const writer = new Writer(BATCH_HEADER_BYTES + estimateBytes(records));
  if (codec === "none") writer.raw(new Uint8Array(BATCH_HEADER_BYTES));
  let lastOffsetDelta = -1;
  let maxTimestampMs = NO_TIMESTAMP;
  for (const record of records) {
    lastOffsetDelta = record.offset === undefined
      ? lastOffsetDelta + 1
      : record.offset - baseOffset;
    maxTimestampMs = Math.max(maxTimestampMs, record.timestampMs);
    writeRecord(writer, record, record.timestampMs - baseTimestampMs, lastOffsetDelta);
  }
  const body = writer.toBytes();
  const bytes = codec === "none" ? body : joinChunks([
    new Uint8Array(BATCH_HEADER_BYTES),
    compress(codec, body, options.compressionLevel),
  ]);
  writeHeader(bytes, options, {
    count: records.length,
    lastOffsetDelta: options.lastOffsetDelta ?? Math.max(0, lastOffsetDelta),
    baseTimestampMs,
    maxTimestampMs: options.logAppendTimeMs ?? options.maxTimestampMs ?? maxTimestampMs,
  });
  new RecordBatch(bytes).seal();
  return bytes;
}

function writeHeader(
  bytes: Uint8Array,
  options: BatchOptions,
  found: {
    count: number;
    lastOffsetDelta: number;
    baseTimestampMs: number;
    maxTimestampMs: number;
  },
): void {
  const head = new Writer(BATCH_HEADER_BYTES);
  head.int64(options.baseOffset ?? 0);
  head.int32(bytes.length - BATCH_OVERHEAD_BYTES);
  head.int32(options.leaderEpoch ?? -1);
  head.int8(BATCH_MAGIC);
  head.int32(0);
  head.int16(batchAttributes({
    codec: options.codec,
    logAppendTime: options.logAppendTimeMs !== undefined,
    transactional: options.transactional,
    control: options.control,
    deleteHorizon: options.deleteHorizonMs !== undefined,
  }));
  head.int32(found.lastOffsetDelta);
  head.int64(found.baseTimestampMs);
  head.int64(found.maxTimestampMs);
  head.int64(options.producerId ?? -1);
  head.int16(options.producerEpoch ?? -1);
  head.int32(options.baseSequence ?? -1);
  head.int32(found.count);
  bytes.set(head.toBytes());
}

function estimateBytes(records: readonly RecordInput[]): number {
  let bytes = 0;
  for (const { key, value, headers } of records) {
    bytes += 24 + (key?.length ?? 0) + (value?.length ?? 0);
    for (const header of headers ?? []) {
      bytes += 10 + header.key.length + (header.value?.length ?? 0);
    }
  }
  return bytes;
}

function varintBytes(value: number): number {
  const zigzag = value < 0 ? -value * 2 - 1 : value * 2;
  let bytes = 1;
  for (let rest = zigzag; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

function writeRecord(
  writer: Writer,
  record: RecordInput,
  timestampDelta: number,
  offsetDelta: number,
): void {
  const { key = null, value = null } = record;
  const headers = (record.headers ?? []).map((header) => ({
    name: encoder.encode(header.key),
    value: header.value,
  }));
  let length = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta) + varBytesSize(key) +
    varBytesSize(value) + varintBytes(headers.length);
  for (const header of headers) length += varBytesSize(header.name) + varBytesSize(header.value);
  writer.varint(length);
  writer.int8(0);
  writer.varlong(timestampDelta);
  writer.varint(offsetDelta);
  writeVarBytes(writer, key);
  writeVarBytes(writer, value);
  writer.varint(headers.length);
  for (const header of headers) {
    writeVarBytes(writer, header.name);
    writeVarBytes(writer, header.value);
  }
}

function varBytesSize(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintBytes(bytes.length) + bytes.length;
}

function writeVarBytes(writer: Writer, bytes: Uint8Array | null): void {
  writer.varint(bytes === null ? -1 : bytes.length);
  if (bytes !== null) writer.raw(bytes);
}

/**
 * The records of a batch, decompressed; keys and values are views of the batch or of what came out.
 *
 * @throws {ProtocolError} when the records are damaged, are not as many as the header claims, or
 * take more than `maxBytes` decompressed
 */
export function decodeRecords(batch: RecordBatch, maxBytes?: number): BatchRecord[] {
  const reader = new Reader(decompress(batch.codec, batch.payload, maxBytes));
  const { count, baseOffset, baseTimestampMs } = batch;
  const logAppendTimeMs = batch.isLogAppendTime ? batch.maxTimestampMs : undefined;
  const records: BatchRecord[] = [];
  while (reader.remaining > 0 && records.length <= count) {
    records.push(readRecord(reader, baseOffset, baseTimestampMs, logAppendTimeMs));
  }
  if (records.length !== count) {
    throw new ProtocolError(
      `A batch claims ${count} records and holds ${
        records.length > count ? "more" : records.length
      }`,
      "BAD_RECORD_COUNT",
    );
  }
  return records;
}

function readRecord(
  reader: Reader,
  baseOffset: number,
  baseTimestampMs: number,
  logAppendTimeMs: number | undefined,
): BatchRecord {
  const length = reader.varint();
  const start = reader.position;
  if (length < 0 || length > reader.remaining) {
    throw new ProtocolError(`A record claims ${length} bytes at byte ${start}`, "BAD_LENGTH");
  }
  reader.skip(1);
  const timestampDelta = reader.varlong();
  const offset = baseOffset + reader.varint();
  const key = readVarBytes(reader);
  const value = readVarBytes(reader);
  const headers = readHeaders(reader);
  if (reader.position !== start + length) {
    throw new ProtocolError(`A record at byte ${start} is not ${length} bytes long`, "BAD_LENGTH");
  }
  const timestampMs = logAppendTimeMs ?? baseTimestampMs + timestampDelta;
  return { offset, timestampMs, key, value, headers };
}

const NO_HEADERS: readonly RecordHeader[] = Object.freeze([]);

function readHeaders(reader: Reader): readonly RecordHeader[] {
  const count = reader.varint();
  if (count === 0) return NO_HEADERS;
  if (count < 0 || count * 2 > reader.remaining) {
    throw new ProtocolError(`A record claims ${count} headers`, "BAD_LENGTH");
  }
  const headers: RecordHeader[] = [];
  for (let index = 0; index < count; index++) {
    const name = readVarBytes(reader);
    if (name === null) throw new ProtocolError("A header has no name", "BAD_VALUE");
    headers.push({ key: decoder.decode(name), value: readVarBytes(reader) });
  }
  return headers;
}

function readVarBytes(reader: Reader): Uint8Array | null {
  const length = reader.varint();
  return length === -1 ? null : reader.raw(length);
}
