import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { gzipSync } from "node:zlib";
import { ConfigError, seededRandom, WorkshopError } from "../core/mod.ts";
import { EventGenerator } from "./event_generator.ts";
import {
  type EventInputOptions,
  type InputLine,
  openEventInput,
  type RandomEventLine,
  randomEventOfLine,
} from "./event_input.ts";
import type { InputLineError } from "./input_line_error.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const ACCESS =
  '203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12345 "-" "curl/8"';
const EVENT = new EventGenerator({ random: seededRandom(1) }).next();

async function read(
  bytes: Uint8Array | string,
  options: EventInputOptions = {},
): Promise<InputLine<RandomEventLine>[]> {
  const stream = ReadableStream.from([typeof bytes === "string" ? encode(bytes) : bytes]);
  await using input = await openEventInput(stream, options);
  return await Array.fromAsync(input.lines(randomEventOfLine));
}

const outcome = (line: InputLine<RandomEventLine>) =>
  line.kind === "rejected"
    ? [line.lineNumber, (line.error as InputLineError).reason]
    : [line.lineNumber, line.kind];

Deno.test("NDJSON and access log lines become events keyed by the client's address", async () => {
  const lines = await read(`${JSON.stringify(EVENT)}\r\n${ACCESS}\n`);
  assertEquals(lines.map((line) => line.kind === "event" && line.key), [
    EVENT.metadata.ip_address,
    "203.0.113.9",
  ]);
  assert(lines[0]?.kind === "event" && lines[1]?.kind === "event");
  assertEquals(JSON.parse(lines[0].value), EVENT);
  assertEquals(JSON.parse(lines[1].value).event_type, "page_view");
});

Deno.test("every line is accounted for: event, blank, or rejected with its number and bytes", async () => {
  const text = new Uint8Array([...encode(`${ACCESS}\n\n{"a":\nrubbish\n{}\n`), 0x80, 0x0a]);
  const lines = await read(text);
  assertEquals(lines.map(outcome), [
    [1, "event"],
    [2, "blank"],
    [3, "is not valid JSON"],
    [4, "is not in combined log format"],
    [5, "event"],
    [6, "is not valid UTF-8"],
  ]);
  assert(lines[3]?.kind === "rejected" && lines[5]?.kind === "rejected");
  assertEquals(lines[3].raw, encode("rubbish"));
  assertEquals(lines[5].raw, new Uint8Array([0x80]));
  assertEquals(lines[4]?.kind === "event" && lines[4].key, null);
});

Deno.test("a line that is too long is rejected and the next one read", async () => {
  const lines = await read(`{"a":"${"x".repeat(2000)}"}\n${ACCESS}`, { maxLineBytes: 1000 });
  assertEquals(lines.map(outcome), [[1, "is longer than 1000 bytes"], [2, "event"]]);
});

Deno.test("gzip is unpacked, several joined ones too, whatever the name", async () => {
  const packed = new Uint8Array([...gzipSync(`${ACCESS}\n`), ...gzipSync(`${ACCESS}\n`)]);
  assertEquals((await read(packed)).map(outcome), [[1, "event"], [2, "event"]]);
});

Deno.test("empty input has no lines", async () => {
  assertEquals(await read(""), []);
});

Deno.test("gzip that is damaged at its beginning can't be opened", async () => {
  const bytes = new Uint8Array([0x1f, 0x8b, 0xff, 0xff, 0xff]);
  const error = await assertRejects(() => read(bytes), ConfigError);
  assertStringIncludes(error.message, "Input standard input can't be read");
});

Deno.test("gzip that ends too early gives its lines and then an error that counts them", async () => {
  const random = seededRandom("gzip");
  const generator = new EventGenerator({ random });
  const text = Array.from({ length: 3000 }, () => JSON.stringify(generator.next())).join("\n");
  const packed = gzipSync(text);
  await using input = await openEventInput(
    ReadableStream.from([packed.subarray(0, packed.length - 5000)]),
  );
  let seen = 0;
  const error = await assertRejects(async () => {
    for await (const _ of input.lines(randomEventOfLine)) seen++;
  }, WorkshopError);
  assert(seen > 1000);
  assertEquals(error.code, "INPUT_BROKEN");
  assertStringIncludes(error.message, `ends damaged after line ${seen}`);
});

Deno.test("a missing file and a folder can't be opened", async () => {
  for (const path of ["absent.log", "schemas"]) {
    const error = await assertRejects(() => openEventInput(path), ConfigError);
    assertStringIncludes(error.message, `Input ${path} can't be read`);
  }
});

Deno.test("no more is read than is asked for, and closing stops the source", async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(encode(`${ACCESS}\n`));
    },
    cancel() {
      cancelled = true;
    },
  });
  await using input = await openEventInput(endless);
  let seen = 0;
  for await (const _ of input.lines(randomEventOfLine)) if (++seen === 500) break;
  assert(pulled <= 505, String(pulled));
  await input[Symbol.asyncDispose]();
  assert(cancelled);
});
