import { Buffer } from "node:buffer";
import { CompressionCodecs, CompressionTypes } from "kafkajs";
import { compress, type CompressionCodec, decompress } from "../protocol/mod.ts";

/** Gives kafkajs the three codecs that are only stubs in it; gzip it has. */
export function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.Snappy] = () => codec("snappy");
  CompressionCodecs[CompressionTypes.LZ4] = () => codec("lz4");
  CompressionCodecs[CompressionTypes.ZSTD] = () => codec("zstd");
}

function codec(name: CompressionCodec) {
  return {
    compress: ({ buffer }: { readonly buffer: Uint8Array }) =>
      Promise.resolve(asBuffer(compress(name, buffer))),
    decompress: (bytes: Uint8Array) => Promise.resolve(asBuffer(decompress(name, bytes))),
  };
}

/** kafkajs reads numbers with the methods of Node's Buffer. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
