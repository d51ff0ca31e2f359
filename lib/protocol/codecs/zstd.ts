import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { plainBytes } from "../_plain_bytes.ts";
import { decompressionError } from "./failure.ts";

const DEFAULT_LEVEL = 3;

/** Compresses in the Zstandard format; 22 is the smallest, negative levels are the fastest. */
export function zstdCompress(bytes: Uint8Array, level = DEFAULT_LEVEL): Uint8Array {
  const params = { [constants.ZSTD_c_compressionLevel]: level };
  return plainBytes(zstdCompressSync(bytes, { params }));
}

/** Undoes {@link zstdCompress}; throws a ProtocolError for damage and for more than `maxBytes`. */
export function zstdDecompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return plainBytes(zstdDecompressSync(bytes, { maxOutputLength: maxBytes }));
  } catch (error) {
    throw decompressionError("zstd", error, maxBytes);
  }
}
