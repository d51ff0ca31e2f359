import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { plainBytes } from "../_plain_bytes.ts";
import { decompressionError } from "./failure.ts";

/** Compresses in the Zstandard format. */
export function zstdCompress(bytes: Uint8Array): Uint8Array {
  return plainBytes(zstdCompressSync(bytes));
}

/** Undoes {@link zstdCompress}; throws a ProtocolError for damage and for more than `maxBytes`. */
export function zstdDecompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return plainBytes(zstdDecompressSync(bytes, { maxOutputLength: maxBytes }));
  } catch (error) {
    throw decompressionError("zstd", error, maxBytes);
  }
}
