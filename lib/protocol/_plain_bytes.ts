/**
 * The same bytes as a plain Uint8Array. Sockets and zlib hand out Buffers, whose `slice` is no copy.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.constructor === Uint8Array) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
