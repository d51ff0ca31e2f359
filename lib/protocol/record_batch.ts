import { plainBytes } from "./_plain_bytes.ts";
import { codecAt, COMPRESSION_CODECS, type CompressionCodec } from "./compression.ts";
import { crc32c } from "./crc32c.ts";
import { ProtocolError } from "./protocol_error.ts";

/** Where the fields of a batch of version 2 lie. */
const AT = {
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
} as const;

/** Bytes of a batch before its records. */
export const BATCH_HEADER_BYTES = 61;
/** Bytes that the length field of a batch does not count: base offset and the length itself. */
export const BATCH_OVERHEAD_BYTES = 12;
/** The version of the format. */
export const BATCH_MAGIC = 2;

const CODEC_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const DELETE_HORIZON = 0x40;
const TWO_32 = 0x1_0000_0000;

/** Puts the attributes of a batch together. */
export function batchAttributes(options: {
  readonly codec?: CompressionCodec | undefined;
  readonly logAppendTime?: boolean | undefined;
  readonly transactional?: boolean | undefined;
  readonly control?: boolean | undefined;
  readonly deleteHorizon?: boolean | undefined;
}): number {
  return COMPRESSION_CODECS.indexOf(options.codec ?? "none") |
    (options.logAppendTime ? LOG_APPEND_TIME : 0) |
    (options.transactional ? TRANSACTIONAL : 0) |
    (options.control ? CONTROL : 0) |
    (options.deleteHorizon ? DELETE_HORIZON : 0);
}

/**
 * A look at the header of one record batch of version 2, without decoding its records. The bytes
 * are not copied: {@link RecordBatch.place} and {@link RecordBatch.stampLogAppendTime} change them.
 */
export class RecordBatch {
  /** The whole batch and nothing else. */
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  /** Takes the bytes of a whole batch; {@link splitBatches} finds them. */
  constructor(bytes: Uint8Array) {
    if (bytes.length < BATCH_HEADER_BYTES) {
      throw new ProtocolError(
        `A batch of ${bytes.length} bytes is shorter than its header of ${BATCH_HEADER_BYTES}`,
        "TRUNCATED",
      );
    }
    this.bytes = plainBytes(bytes);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #int64(at: number): number {
    return this.#view.getInt32(at) * TWO_32 + this.#view.getUint32(at + 4);
  }

  #setInt64(at: number, value: number): void {
    const high = Math.floor(value / TWO_32);
    this.#view.setInt32(at, high);
    this.#view.setUint32(at + 4, value - high * TWO_32);
  }

  /** Offset of the first record, once the log has placed it. */
  get baseOffset(): number {
    return this.#int64(0);
  }

  /** Offset of the last record. */
  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta;
  }

  /** Offset after the last record. */
  get nextOffset(): number {
    return this.lastOffset + 1;
  }

  /** Distance from the first record's offset to the last one's. */
  get lastOffsetDelta(): number {
    return this.#view.getInt32(AT.lastOffsetDelta);
  }

  /** Bytes of the whole batch as its header claims them. */
  get sizeInBytes(): number {
    return this.#view.getInt32(AT.length) + BATCH_OVERHEAD_BYTES;
  }

  /** Epoch of the leader that placed it. */
  get leaderEpoch(): number {
    return this.#view.getInt32(AT.leaderEpoch);
  }

  /** Version of the format, 2. */
  get magic(): number {
    return this.#view.getInt8(AT.magic);
  }

  /** CRC-32C as the header claims it. */
  get crc(): number {
    return this.#view.getUint32(AT.crc);
  }

  /** Codec, kind of timestamps, transactional, control: a field of bits. */
  get attributes(): number {
    return this.#view.getInt16(AT.attributes);
  }

  /** Codec of the records. @throws {ProtocolError} when there is no such codec */
  get codec(): CompressionCodec {
    return codecAt(this.attributes & CODEC_MASK);
  }

  /** Whether the broker's time stands for the time of each record. */
  get isLogAppendTime(): boolean {
    return (this.attributes & LOG_APPEND_TIME) !== 0;
  }

  /** Whether it belongs to a transaction. */
  get isTransactional(): boolean {
    return (this.attributes & TRANSACTIONAL) !== 0;
  }

  /** Whether it holds a marker of the broker's instead of records of a client. */
  get isControl(): boolean {
    return (this.attributes & CONTROL) !== 0;
  }

  /** Whether the base timestamp tells when the cleaner may drop tombstones. */
  get hasDeleteHorizon(): boolean {
    return (this.attributes & DELETE_HORIZON) !== 0;
  }

  /** Time that the records' times are counted from, in milliseconds. */
  get baseTimestampMs(): number {
    return this.#int64(AT.baseTimestamp);
  }

  /** Latest time of a record, in milliseconds. */
  get maxTimestampMs(): number {
    return this.#int64(AT.maxTimestamp);
  }

  /** Id of the idempotent producer; −1 for none. */
  get producerId(): number {
    return this.#int64(AT.producerId);
  }

  /** Epoch of the producer; −1 for none. */
  get producerEpoch(): number {
    return this.#view.getInt16(AT.producerEpoch);
  }

  /** The producer's sequence number of the first record; −1 for none. */
  get baseSequence(): number {
    return this.#view.getInt32(AT.baseSequence);
  }

  /** The producer's sequence number of the last record; it wraps after 2³¹ − 1. */
  get lastSequence(): number {
    if (this.baseSequence < 0) return -1;
    return (this.baseSequence + this.lastOffsetDelta) % 0x8000_0000;
  }

  /** How many records the header claims. */
  get count(): number {
    return this.#view.getInt32(AT.count);
  }

  /** The records as they are stored, perhaps compressed. */
  get payload(): Uint8Array {
    return this.bytes.subarray(BATCH_HEADER_BYTES);
  }

  /** Writes base offset and leader epoch into the bytes; the CRC does not cover them. */
  place(baseOffset: number, leaderEpoch: number): void {
    this.#setInt64(0, baseOffset);
    this.#view.setInt32(AT.leaderEpoch, leaderEpoch);
  }

  /** Writes the broker's time into the bytes as that of all records, and a new CRC. */
  stampLogAppendTime(timestampMs: number): void {
    this.#view.setInt16(AT.attributes, this.attributes | LOG_APPEND_TIME);
    this.#setInt64(AT.maxTimestamp, timestampMs);
    this.seal();
  }

  /** The CRC-32C that the bytes should have. */
  computeCrc(): number {
    return crc32c(this.bytes, AT.attributes, this.bytes.length);
  }

  /** Writes the CRC that fits the bytes. */
  seal(): void {
    this.#view.setUint32(AT.crc, this.computeCrc());
  }

  /** The same batch in bytes of its own. */
  copy(): RecordBatch {
    return new RecordBatch(this.bytes.slice());
  }
}
