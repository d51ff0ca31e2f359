import { WireFormatError } from "./avro_errors.ts";

/** First byte of a record's value or key that Confluent's serializers wrote. */
export const MAGIC_BYTE = 0;

/** Length of magic byte and schema id. */
export const WIRE_HEADER_LENGTH = 5;

/** What a framed value is made of. */
export interface WireValue {
  /** The registry's id of the schema that wrote the payload. */
  readonly schemaId: number;
  /** The Avro bytes: a view on those that were given. */
  readonly payload: Uint8Array;
}

/**
 * Whether bytes are framed as Confluent's serializers do: JSON text never begins so, and the schema
 * id must be one that a registry gives, from 1.
 */
export function isWireFormat(bytes: Uint8Array | null): bytes is Uint8Array {
  return bytes !== null && bytes.length >= WIRE_HEADER_LENGTH && bytes[0] === MAGIC_BYTE &&
    idOf(bytes) > 0;
}

/**
 * Puts magic byte and schema id before a payload.
 *
 * @example
 * ```ts
 * import { decodeWireFormat, encodeWireFormat } from "./wire_format.ts";
 *
 * const framed = encodeWireFormat(7, new Uint8Array([2]));
 * console.log(framed.toHex(), decodeWireFormat(framed).schemaId); // 000000000702 7
 * ```
 */
export function encodeWireFormat(schemaId: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(schemaId) || schemaId < 1 || schemaId > 0x7fff_ffff) {
    throw new RangeError(`Schema id ${schemaId} is none: use a whole number from 1 to 2147483647`);
  }
  const framed = new Uint8Array(WIRE_HEADER_LENGTH + payload.length);
  new DataView(framed.buffer).setInt32(1, schemaId);
  framed.set(payload, WIRE_HEADER_LENGTH);
  return framed;
}

/**
 * Takes a framed value apart.
 *
 * @throws {WireFormatError} when it is not framed
 */
export function decodeWireFormat(bytes: Uint8Array | null): WireValue {
  if (bytes === null || bytes.length === 0) throw new WireFormatError("is empty");
  if (bytes[0] !== MAGIC_BYTE) {
    throw new WireFormatError(`begins with byte ${bytes[0]}`);
  }
  if (bytes.length < WIRE_HEADER_LENGTH) {
    throw new WireFormatError(`has only ${bytes.length} bytes`);
  }
  const schemaId = idOf(bytes);
  if (schemaId < 1) throw new WireFormatError(`names schema ${schemaId}`);
  return { schemaId, payload: bytes.subarray(WIRE_HEADER_LENGTH) };
}

function idOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(1);
}
