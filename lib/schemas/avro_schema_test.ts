import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AvroSchemaError } from "./avro_errors.ts";
import { decodeAvro } from "./avro_reader.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { encodeAvro } from "./avro_writer.ts";

function refused(schema: string | object): AvroSchemaError {
  return assertThrows(() => parseAvroSchema(schema), AvroSchemaError);
}

const record = (...fields: unknown[]) => ({ type: "record", name: "shop.Order", fields });

Deno.test("primitive fingerprints are those of Avro's specification", () => {
  const fingerprints = ["null", "boolean", "int", "bytes"]
    .map((type) => parseAvroSchema(`"${type}"`).fingerprint);
  assertEquals(fingerprints, [
    "63dd24e7cc258f8a",
    "9f42fc78a4d4f764",
    "7275d51a3f395c8f",
    "4fc016dac3201965",
  ]);
});

Deno.test("the canonical form keeps what bytes depend on and nothing else", () => {
  const schema = parseAvroSchema({
    doc: "what was bought",
    fields: [
      { name: "id", doc: "its id", type: { type: "string" }, default: "" },
      { name: "kind", type: { type: "enum", name: "Kind", symbols: ["A"] }, aliases: ["sort"] },
    ],
    namespace: "shop",
    name: "Order",
    type: "record",
  });
  assertEquals(
    schema.canonicalForm,
    '{"name":"shop.Order","type":"record","fields":[{"name":"id","type":"string"},' +
      '{"name":"kind","type":{"name":"shop.Kind","type":"enum","symbols":["A"]}}]}',
  );
});

Deno.test("named types of references are known, one reference using another", () => {
  const money = { type: "record", name: "shop.Money", fields: [{ name: "cents", type: "long" }] };
  const line = record({ name: "price", type: "shop.Money" });
  const schema = parseAvroSchema(
    { type: "array", items: "shop.Order" },
    { references: [money, JSON.stringify(line)] },
  );
  const bytes = encodeAvro(schema, [{ price: { cents: 7n } }]);
  assertEquals(decodeAvro(bytes, schema), [{ price: { cents: 7n } }]);
  refused({ type: "array", items: "shop.Order" });
});

Deno.test("an error names the place in the schema", () => {
  const places = [
    record({ name: "id", type: "strin" }),
    record({ name: "id", type: "int" }, { name: "x", type: { type: "map", values: "lon" } }),
    record({ name: "id", type: ["null", { type: "enum", name: "E", symbols: ["a b"] }] }),
    record({ name: "id", type: "int", default: "none" }),
    record({ name: "id", type: { type: "array", items: "int" }, default: [1, "2"] }),
    record({ name: "1d", type: "int" }),
    { type: "fixed", name: "F" },
    "{",
    "7",
  ].map((schema) => refused(schema).pointer);
  assertEquals(places, [
    "/fields/0/type",
    "/fields/1/type/values",
    "/fields/0/type/1",
    "/fields/0/default",
    "/fields/0/default/1",
    "",
    "",
    "",
    "",
  ]);
});

Deno.test("defaults are checked, unless they are said not to matter", () => {
  const wrong = record({ name: "id", type: ["string", "int"], default: false });
  assertStringIncludes(refused(wrong).message, "/fields/0/default of the Avro schema");
  parseAvroSchema(wrong, { ignoreDefaults: true });
});

Deno.test("the largest long is a default to the last digit", () => {
  const schema = parseAvroSchema(
    '{"type":"record","name":"R","fields":[{"name":"at","type":"long","default":9223372036854775807}]}',
  );
  assertEquals(decodeAvro(encodeAvro(schema, {}), schema), { at: 9223372036854775807n });
});

Deno.test("schemas that are too long or nested too deep are refused", () => {
  let nested: unknown = "int";
  for (let depth = 0; depth < 200; depth++) nested = { type: "array", items: nested };
  assertStringIncludes(refused(nested as object).message, "nested more than");
  refused(" ".repeat(1_000_001));
});

Deno.test("names that JavaScript's objects have themselves are names like others", () => {
  const schema = parseAvroSchema({
    type: "record",
    name: "constructor",
    fields: [
      { name: "__proto__", type: { type: "map", values: "int" } },
      { name: "toString", type: { type: "enum", name: "valueOf", symbols: ["hasOwnProperty"] } },
      { name: "constructor", type: "string", default: "it" },
    ],
  });
  const value = JSON.parse('{"__proto__": {"__proto__": 1}, "toString": "hasOwnProperty"}');
  const read = decodeAvro(encodeAvro(schema, value), schema) as Record<string, unknown>;
  assertEquals(
    JSON.stringify(read),
    '{"__proto__":{"__proto__":1},"toString":"hasOwnProperty","constructor":"it"}',
  );
  assertEquals(Object.getPrototypeOf(read), Object.prototype);
});
