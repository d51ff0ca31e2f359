import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ConfigError, messageOf } from "../core/mod.ts";

/** An opened stream of bytes, unpacked where it was packed. */
export interface ByteSource extends AsyncDisposable {
  /** The stream's name in messages. */
  readonly name: string;
  /** All bytes, once. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Opens a file, `-` for standard input, or a stream that is open already; gzip is recognised by its
 * first two bytes and unpacked, also when several are joined. The first bytes are read at once, so
 * that what can't be read is known before anything else begins.
 *
 * @throws {ConfigError} when it can't be read or unpacked
 */
export async function openByteSource(
  input: string | ReadableStream<Uint8Array>,
): Promise<ByteSource> {
  const name = input === "-" || typeof input !== "string" ? "standard input" : input;
  try {
    const stream = await streamOf(input);
    return await startReading(name, stream);
  } catch (cause) {
    throw new ConfigError(
      `Input ${name} can't be read (${messageOf(cause)}): check the path and its rights`,
      { cause },
    );
  }
}

async function streamOf(
  input: string | ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  if (typeof input !== "string") return input;
  return input === "-" ? Deno.stdin.readable : (await Deno.open(input)).readable;
}

async function startReading(
  name: string,
  stream: ReadableStream<Uint8Array>,
): Promise<ByteSource> {
  const reader = stream.getReader();
  const close = async () => await reader.cancel().catch(() => {});
  try {
    const head = await readHead(reader);
    const packed = head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
    const bytes = bytesOf(head, reader);
    const chunks = packed ? unpack(bytes) : bytes;
    const first = await chunks.next();
    return { name, chunks: resume(first, chunks), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The first bytes: two at least, if there are two. */
async function readHead(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array> {
  let head = new Uint8Array();
  while (head.length < 2) {
    const { value, done } = await reader.read();
    if (done) break;
    const longer = new Uint8Array(head.length + value.length);
    longer.set(head);
    longer.set(value, head.length);
    head = longer;
  }
  return head;
}

async function* bytesOf(
  head: Uint8Array,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

async function* unpack(bytes: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const packed = Readable.from(bytes);
  const gunzip = createGunzip();
  packed.on("error", (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}

async function* resume(
  first: IteratorResult<Uint8Array>,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
