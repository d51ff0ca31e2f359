import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { FrameSplitter } from "./frame_splitter.ts";
import { ProtocolError } from "./protocol_error.ts";
import { joinChunks } from "./writer.ts";

function frame(length: number): Uint8Array {
  const bytes = new Uint8Array(4 + length).fill(length);
  new DataView(bytes.buffer).setInt32(0, length);
  return bytes;
}

Deno.test("frames are found however the stream is cut", () => {
  const random = seededRandom("cuts");
  const sent = Array.from({ length: 200 }, () => frame(random.int(0, 200)));
  const stream = joinChunks(sent);
  for (const longest of [1, 3, 7, 100, 5000, stream.length]) {
    const splitter = new FrameSplitter(200);
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length;) {
      const end = at + random.int(1, longest);
      found.push(...splitter.push(stream.subarray(at, end)));
      at = end;
    }
    assertEquals(found.map((one) => one.toHex()), sent.map((one) => one.toHex()));
    assertEquals(splitter.keptBytes, 0);
  }
});

Deno.test("a frame that lies whole in a chunk is a view of it", () => {
  const chunk = joinChunks([frame(5), frame(6)]);
  const [first, second] = new FrameSplitter(10).push(chunk);
  assertEquals([first!.buffer === chunk.buffer, second!.buffer === chunk.buffer], [true, true]);
  assertEquals([first!.length, second!.length], [9, 10]);
});

Deno.test("a negative length and one beyond the limit are refused", () => {
  const refused = (hex: string) =>
    assertThrows(() => new FrameSplitter(1000).push(Uint8Array.fromHex(hex)), ProtocolError).code;
  assertEquals(refused("ffffffff00"), "BAD_LENGTH");
  assertEquals(refused("7fffffff00"), "TOO_LARGE");
  assertEquals(refused("000003e9"), "TOO_LARGE");
  assertEquals(new FrameSplitter(1000).push(Uint8Array.fromHex("000003e8")), []);
});
