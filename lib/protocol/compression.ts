import { gunzip, gzip } from "./codecs/gzip.ts";
import { lz4Compress, lz4Decompress } from "./codecs/lz4.ts";
import { snappyCompress, snappyDecompress } from "./codecs/snappy.ts";
import { zstdCompress, zstdDecompress } from "./codecs/zstd.ts";
import { ProtocolError } from "./protocol_error.ts";

/** The codecs of Kafka, each at the index that stands in a batch's attributes. */
export const COMPRESSION_CODECS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** Name of a codec, as `compression.type` has it. */
export type CompressionCodec = (typeof COMPRESSION_CODECS)[number];

/** Output beyond this is taken for a compression bomb: 128 MiB. */
export const MAX_DECOMPRESSED_BYTES: number = 128 * 1024 * 1024;

/**
 * Compresses bytes; `"none"` returns them as they are. A `level` says how hard gzip (1 to 9, −1 for
 * its own) and zstd try; the other codecs here have but one way.
 */
export function compress(codec: CompressionCodec, bytes: Uint8Array, level?: number): Uint8Array {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return gzip(bytes, level);
    case "snappy":
      return snappyCompress(bytes);
    case "lz4":
      return lz4Compress(bytes);
    case "zstd":
      return zstdCompress(bytes, level);
  }
}

/**
 * Undoes {@link compress}.
 *
 * @throws {ProtocolError} code `TOO_LARGE` when more than `maxBytes` would come out, else
 * `BAD_COMPRESSION` when the bytes are damaged
 */
export function decompress(
  codec: CompressionCodec,
  bytes: Uint8Array,
  maxBytes: number = MAX_DECOMPRESSED_BYTES,
): Uint8Array {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return gunzip(bytes, maxBytes);
    case "snappy":
      return snappyDecompress(bytes, maxBytes);
    case "lz4":
      return lz4Decompress(bytes, maxBytes);
    case "zstd":
      return zstdDecompress(bytes, maxBytes);
  }
}

/** The codec of an index in a batch's attributes. */
export function codecAt(index: number): CompressionCodec {
  const codec = COMPRESSION_CODECS[index];
  if (codec === undefined) {
    throw new ProtocolError(`Codec ${index} does not exist: 0 to 4 do`, "BAD_COMPRESSION");
  }
  return codec;
}
