import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Random, seededRandom } from "../core/mod.ts";
import { xxh32 } from "./codecs/xxh32.ts";
import { codecAt, compress, COMPRESSION_CODECS, decompress } from "./compression.ts";
import { ProtocolError } from "./protocol_error.ts";
import golden from "./testdata/batches.json" with { type: "json" };

const CODECS = COMPRESSION_CODECS.filter((codec) => codec !== "none");
const encoder = new TextEncoder();

function jsonLines(count: number): Uint8Array {
  const lines = Array.from({ length: count }, (_, i) => `{"id":${i},"value":${i * 7919 % 1000}}\n`);
  return encoder.encode(lines.join(""));
}

function inputs(random: Random): Uint8Array[] {
  return [
    new Uint8Array(0),
    Uint8Array.of(1),
    encoder.encode("abcabcabcabcabcabcabcabcabcabcabc"),
    new Uint8Array(300_000),
    random.bytes(100_000),
    jsonLines(20_000),
  ];
}

Deno.test("each codec gives back what it was given", () => {
  for (const codec of COMPRESSION_CODECS) {
    for (const input of inputs(seededRandom("codecs"))) {
      const output = decompress(codec, compress(codec, input));
      assertEquals(output.length, input.length);
      assert(output.every((byte, index) => byte === input[index]), codec);
    }
  }
});

Deno.test("lz4 compresses more than one block", () => {
  const input = new Uint8Array(9_000_000).map((_, index) => (index * index) >> 9);
  const output = decompress("lz4", compress("lz4", input));
  assertEquals(output.length, input.length);
  assert(output.every((byte, index) => byte === input[index]));
});

Deno.test("lz4 frames with linked blocks, checksums and sizes are read", () => {
  const text = Array.from({ length: 15_000 }, (_, index) => `Jakarta ${index % 50}, `).join("");
  for (const name of ["lz4 linked", "lz4 checked", "lz4 linkedChecked"] as const) {
    const output = decompress("lz4", Uint8Array.fromBase64(golden[name]));
    assertEquals(new TextDecoder().decode(output) === text, true, name);
  }
});

Deno.test("lz4 checksums that don't fit are told", () => {
  const whole = Uint8Array.fromBase64(golden["lz4 checked"]);
  for (const at of [whole.length - 1, 200, 6]) {
    const damaged = whole.slice();
    damaged[at]! ^= 1;
    assertThrows(() => decompress("lz4", damaged), ProtocolError, "checksum");
  }
});

Deno.test("lz4 frames may follow one another, with others to be skipped between them", () => {
  const frame = compress("lz4", encoder.encode("abc"));
  const skippable = Uint8Array.fromHex("502a4d18" + "02000000" + "ffff");
  const output = decompress("lz4", Uint8Array.from([...frame, ...skippable, ...frame]));
  assertEquals(new TextDecoder().decode(output), "abcabc");
});

Deno.test("xxHash32 has the values of its specification's tests", () => {
  assertEquals(xxh32(new Uint8Array(0)), 0x02cc5d05);
  assertEquals(xxh32(encoder.encode("a")), 0x550d7456);
  assertEquals(xxh32(encoder.encode("abc")), 0x32d153ff);
  assertEquals(xxh32(encoder.encode("Nobody inspects the spammish repetition")), 0xe2293b2f);
});

Deno.test("snappy is read raw and in xerial's framing, of one or more blocks", () => {
  const blocks = ["first, ", "second"].map((text) => compress("snappy", encoder.encode(text)));
  const head = Uint8Array.fromHex("82534e4150505900" + "00000001" + "00000001");
  const framed = blocks.flatMap((block) => [0, 0, 0, block.length, ...block]);
  const text = new TextDecoder();
  assertEquals(text.decode(decompress("snappy", blocks[1]!)), "second");
  assertEquals(
    text.decode(decompress("snappy", Uint8Array.from([...head, ...framed]))),
    "first, second",
  );
  assertThrows(
    () => decompress("snappy", Uint8Array.from([...head, 0, 0, 1, 0])),
    ProtocolError,
    "no block",
  );
});

Deno.test("a compression bomb is refused before it is unpacked", () => {
  for (const codec of CODECS) {
    const bomb = compress(codec, new Uint8Array(3_000_000));
    const error = assertThrows(() => decompress(codec, bomb, 1_000_000), ProtocolError);
    assertEquals(error.code, "TOO_LARGE", codec);
    assertEquals(decompress(codec, bomb, 3_000_000).length, 3_000_000);
  }
  const claimsMuch = Uint8Array.fromHex("ffffffff0f" + "00");
  assertEquals(
    assertThrows(() => decompress("snappy", claimsMuch, 1000), ProtocolError).code,
    "TOO_LARGE",
  );
});

Deno.test("a snappy literal with a length beyond 31 bits ends in an error", () => {
  const endless = Uint8Array.fromHex("10" + "fc" + "f0ffffff" + "00".repeat(20));
  assertThrows(() => decompress("snappy", endless), ProtocolError, "literal runs past");
});

Deno.test("a snappy block that is longer or shorter than it says is damaged", () => {
  for (const length of [2, 4]) {
    const block = compress("snappy", encoder.encode("abc"));
    block[0] = length;
    assertThrows(() => decompress("snappy", block), ProtocolError, "another length");
  }
});

Deno.test("damaged data of each codec throws a ProtocolError and nothing else", () => {
  const random = seededRandom("damaged data");
  for (const codec of CODECS) {
    const whole = compress(codec, jsonLines(100));
    for (let round = 0; round < 2000; round++) {
      const cut = random.next() < 0.5 ? whole.length : random.int(0, whole.length);
      const damaged = whole.slice(0, cut);
      for (let flips = random.int(0, 4); flips > 0 && cut > 0; flips--) {
        damaged[random.int(0, Math.min(cut - 1, random.pick([8, 40, 10_000])))] = random.int(
          0,
          255,
        );
      }
      try {
        decompress(codec, damaged, 200_000);
      } catch (error) {
        assert(error instanceof ProtocolError, `${codec}: ${error}`);
      }
    }
  }
});

Deno.test("only the codecs 0 to 4 exist", () => {
  assertEquals(codecAt(4), "zstd");
  assertThrows(() => codecAt(5), ProtocolError, "Codec 5 does not exist");
});
