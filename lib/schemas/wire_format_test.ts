import { assertEquals, assertThrows } from "@std/assert";
import { WireFormatError } from "./avro_errors.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { encodeAvro } from "./avro_writer.ts";
import { decodeWireFormat, encodeWireFormat, isWireFormat } from "./wire_format.ts";

Deno.test("a framed value is magic byte 0, the id of four bytes, then the Avro bytes", () => {
  const schema = parseAvroSchema({
    type: "record",
    name: "User",
    fields: [{ name: "name", type: "string" }, { name: "favorite_number", type: "int" }],
  });
  const payload = encodeAvro(schema, { name: "Ben", favorite_number: 7 });
  const framed = encodeWireFormat(0x01020304, payload);
  assertEquals(framed.toHex(), "00" + "01020304" + "0642656e" + "0e");
  assertEquals(decodeWireFormat(framed), { schemaId: 0x01020304, payload });
});

Deno.test("JSON text, empty and cut values and impossible ids are told apart from framed ones", () => {
  const text = new TextEncoder().encode('{"event_id": 1}');
  const others = [text, new Uint8Array(), new Uint8Array([0, 0, 0, 1])];
  others.push(new Uint8Array(8), new Uint8Array([0, 255, 255, 255, 255]));
  for (const bytes of others) {
    assertEquals(isWireFormat(bytes), false);
    assertThrows(() => decodeWireFormat(bytes), WireFormatError);
  }
  assertEquals(isWireFormat(null), false);
  assertThrows(() => decodeWireFormat(null), WireFormatError, "is empty");
  assertEquals(isWireFormat(encodeWireFormat(1, new Uint8Array())), true);
});

Deno.test("an id that is none is a mistake of the caller", () => {
  for (const id of [0, -1, 1.5, 2 ** 31]) {
    assertThrows(() => encodeWireFormat(id, new Uint8Array()), RangeError);
  }
});
