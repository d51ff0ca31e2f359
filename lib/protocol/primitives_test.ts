import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "./protocol_error.ts";
import { Reader } from "./reader.ts";
import { joinChunks, Writer } from "./writer.ts";

function written(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer(1);
  write(writer);
  return writer.toBytes();
}

function hex(write: (writer: Writer) => void): string {
  return written(write).toHex();
}

function reader(hexBytes: string): Reader {
  return new Reader(Uint8Array.fromHex(hexBytes));
}

Deno.test("numbers are written in network order", () => {
  assertEquals(hex((w) => w.int8(-2)), "fe");
  assertEquals(hex((w) => w.int16(-2)), "fffe");
  assertEquals(hex((w) => w.int32(0x01020304)), "01020304");
  assertEquals(hex((w) => w.int64(2 ** 32 + 5)), "0000000100000005");
  assertEquals(hex((w) => w.int64(-1)), "ffffffffffffffff");
  assertEquals(hex((w) => w.int64(-(2 ** 32) - 1)), "fffffffeffffffff");
  assertEquals(hex((w) => w.float64(1.5)), "3ff8000000000000");
  assertEquals(hex((w) => w.bool(true)), "01");
});

Deno.test("64-bit numbers are exact up to the safe integers and saturate beyond 64 bits", () => {
  for (const value of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, -1, 2 ** 31, 2 ** 32]) {
    assertEquals(new Reader(written((w) => w.int64(value))).int64(), value);
  }
  assertEquals(hex((w) => w.int64(2 ** 63)), "7fffffffffffffff");
  assertEquals(hex((w) => w.int64(-(2 ** 63))), "8000000000000000");
});

Deno.test("varints hold 32 bits in up to five bytes", () => {
  assertEquals(hex((w) => w.uvarint(0)), "00");
  assertEquals(hex((w) => w.uvarint(127)), "7f");
  assertEquals(hex((w) => w.uvarint(300)), "ac02");
  assertEquals(hex((w) => w.uvarint(0xffff_ffff)), "ffffffff0f");
  for (const value of [0, 1, 127, 128, 16383, 16384, 2 ** 31, 2 ** 32 - 1]) {
    assertEquals(new Reader(written((w) => w.uvarint(value))).uvarint(), value);
  }
  assertThrows(() => reader("ffffffff10").uvarint(), ProtocolError, "more than 32 bits");
  assertThrows(() => reader("ffffffffff01").uvarint(), ProtocolError, "more than 32 bits");
});

Deno.test("signed varints are zigzag-coded", () => {
  assertEquals(hex((w) => w.varint(-1)), "01");
  assertEquals(hex((w) => w.varint(1)), "02");
  assertEquals(hex((w) => w.varlong(-(2 ** 33))), "ffffffff3f");
  for (const value of [0, -1, 1, 63, -64, 64, 2 ** 31 - 1, -(2 ** 31)]) {
    assertEquals(new Reader(written((w) => w.varint(value))).varint(), value);
    assertEquals(new Reader(written((w) => w.varlong(value))).varlong(), value);
  }
  for (const value of [2 ** 40, -(2 ** 40) - 1, 2 ** 51, -(2 ** 51)]) {
    assertEquals(new Reader(written((w) => w.varlong(value))).varlong(), value);
  }
  assertThrows(() => reader("ff".repeat(11)).varlong(), ProtocolError, "more than 64 bits");
});

Deno.test("texts come back whatever their letters and length", () => {
  const texts = [
    "",
    "a",
    "größe",
    "日本語",
    "\u{1f600}",
    "\ufeffbom",
    "x".repeat(5000),
    "ä".repeat(30),
  ];
  for (const text of texts) {
    const bytes = written((w) => {
      w.string(text);
      w.compactString(text);
    });
    const back = new Reader(bytes);
    assertEquals([back.string(), back.compactString(), back.remaining], [text, text, 0]);
  }
});

Deno.test("null texts and bytes have their own lengths", () => {
  assertEquals(hex((w) => w.string(null)), "ffff");
  assertEquals(hex((w) => w.compactString(null)), "00");
  assertEquals(hex((w) => w.sized(null)), "ffffffff");
  assertEquals(hex((w) => w.compactSized(null)), "00");
  assertEquals(hex((w) => w.compactSized(Uint8Array.of(7))), "0207");
  const back = reader("ffff00ffffffff00");
  assertEquals([back.string(), back.compactString(), back.sized(), back.compactSized()], [
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("UUIDs have the form that Kafka prints", () => {
  const uuid = "hkrgPHwZRUeXSMUKCHAaHg";
  assertEquals(new Reader(written((w) => w.uuid(uuid))).uuid(), uuid);
  assertThrows(() => written((w) => w.uuid("short")), ProtocolError, "is not a UUID");
});

Deno.test("lengths that the input can't hold are refused before anything is made of them", () => {
  assertThrows(() => reader("7fff61").string(), ProtocolError, "ends too early");
  assertThrows(() => reader("7fffffff").sized(), ProtocolError, "ends too early");
  assertThrows(() => reader("ffffffff0f").compactSized(), ProtocolError, "ends too early");
  assertThrows(() => reader("01").int32(), ProtocolError, "ends too early");
});

Deno.test("a length below 0 is null, whichever it is, as Apache Kafka reads it", () => {
  assertEquals(reader("fffe61").string(), null);
  assertEquals(reader("fffffff061").sized(), null);
});

Deno.test("a string that a short length can't tell is refused", () => {
  assertThrows(() => written((w) => w.string("x".repeat(40_000))), ProtocolError, "32767");
});

Deno.test("large slices are passed on by reference, small ones are copied", () => {
  const large = new Uint8Array(4096).fill(7);
  const small = Uint8Array.of(1, 2);
  const writer = new Writer();
  writer.int8(9);
  writer.slice(large);
  writer.slice(small);
  writer.int8(9);
  assertEquals(writer.length, 4100);
  const chunks = writer.chunks();
  assertEquals(chunks.map((chunk) => chunk.length), [1, 4096, 3]);
  assertEquals(chunks[1] === large, true);
  assertEquals(joinChunks(chunks).length, 4100);
});

Deno.test("a frame begins with the length of the rest", () => {
  const writer = new Writer();
  writer.int32(0);
  writer.slice(new Uint8Array(2000));
  assertEquals(writer.frame()[0]!.toHex(), "000007d0");
});

Deno.test("tagged fields are passed over", () => {
  const back = reader("02" + "0003aabbcc" + "050100" + "7f");
  back.skipTags();
  assertEquals(back.int8(), 0x7f);
});
