import { gunzipSync, gzipSync } from "node:zlib";
import { plainBytes } from "../_plain_bytes.ts";
import { decompressionError } from "./failure.ts";

/** Compresses in the gzip format; level 1 is the fastest, 9 the smallest, −1 the library's own. */
export function gzip(bytes: Uint8Array, level = -1): Uint8Array {
  return plainBytes(gzipSync(bytes, { level }));
}

/** Undoes {@link gzip}; throws a ProtocolError for damage and for more than `maxBytes` of output. */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return plainBytes(gunzipSync(bytes, { maxOutputLength: maxBytes }));
  } catch (error) {
    throw decompressionError("gzip", error, maxBytes);
  }
}
