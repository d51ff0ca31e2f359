import { assertEquals, assertThrows } from "@std/assert";
import { CorruptDataError } from "./errors.ts";
import { FrameGuard } from "./frame_guard.ts";
import { FrameReader } from "./wire/frame_reader.ts";

function frame(...payload: number[]): Uint8Array {
  return Uint8Array.of(0, 0, 0, payload.length, ...payload);
}

Deno.test("frames come out whole, however the stream is cut", () => {
  const frames = [frame(1, 2, 3, 4), frame(5, 6, 7, 8, 9), frame(1, 1, 1, 1, 1, 1)];
  const stream = frames.flatMap((bytes) => [...bytes]);
  for (let size = 1; size <= stream.length; size++) {
    const seen: number[][] = [];
    const guard = new FrameGuard({ peer: "here" });
    const reader = new FrameReader(guard, (bytes) => seen.push([...bytes]));
    for (let at = 0; at < stream.length; at += size) {
      reader.push(Uint8Array.from(stream.slice(at, at + size)));
    }
    assertEquals(seen, frames.map((bytes) => [...bytes.subarray(4)]));
  }
});

Deno.test("a length that no broker would send is refused before its bytes come", () => {
  const lengths = [[0, 0, 0, 0], [0, 0, 0, 3], [0xff, 0xff, 0xff, 0xff], [0x48, 0x54, 0x54, 0x50]];
  for (const length of lengths) {
    const guard = new FrameGuard({ peer: "localhost:80" });
    guard.accept(frame(1, 2, 3, 4));
    const error = assertThrows(
      () => guard.accept(Uint8Array.from(length)),
      CorruptDataError,
      "localhost:80",
    );
    assertEquals([error.code, error.definite], ["FRAME_LENGTH", false]);
  }
});
