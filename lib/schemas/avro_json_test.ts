import { assertEquals, assertThrows } from "@std/assert";
import { AvroValueError } from "./avro_errors.ts";
import { avroValueOfJson } from "./avro_json.ts";
import { decodeAvro } from "./avro_reader.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { encodeAvro } from "./avro_writer.ts";

const SCHEMA = parseAvroSchema({
  type: "record",
  name: "shop.Order",
  fields: [
    { name: "id", type: "long" },
    { name: "price", type: "double" },
    { name: "photo", type: "bytes" },
    { name: "note", type: ["null", "string"], default: null },
    { name: "seal", type: ["null", { type: "fixed", name: "Seal", size: 2 }], default: null },
    { name: "size", type: ["int", "double"] },
    { name: "tags", type: { type: "map", values: "long" } },
  ],
});

function there(text: string): unknown {
  return decodeAvro(encodeAvro(SCHEMA, avroValueOfJson(SCHEMA, text)), SCHEMA);
}

Deno.test("a JSON text becomes the value that it stands for, to the last digit", () => {
  const text = `{"id":9223372036854775807,"price":9007199254740993,"photo":{"base64":"AP8="},
    "note":"n","seal":"\\u0001ÿ","size":{"double":2.5},"tags":{"__proto__":-9223372036854775808}}`;
  assertEquals(there(text), {
    id: 9223372036854775807n,
    price: 9007199254740992,
    photo: new Uint8Array([0, 255]),
    note: "n",
    seal: new Uint8Array([1, 255]),
    size: { double: 2.5 },
    tags: Object.fromEntries([["__proto__", -9223372036854775808n]]),
  });
});

Deno.test("a union's value may name its branch, and what is left out has its default", () => {
  const text = `{"id":1,"price":1,"photo":"","note":{"string":"n"},"size":{"int":3},"tags":{}}`;
  const { note, seal, size } = there(text) as Record<string, unknown>;
  assertEquals([note, seal, size], ["n", null, { int: 3 }]);
});

Deno.test("what is no value is refused with its place, what is no JSON at once", () => {
  const refused = (text: string) => assertThrows(() => there(text), AvroValueError);
  assertEquals(refused(`{"id":"1"}`).pointer, "/id");
  assertEquals(refused(`{"id":1,"price":1,"photo":"€"}`).pointer, "/photo");
  refused("{");
  refused("[".repeat(1000) + "]".repeat(1000));
});
