import { Type } from "avsc";
import { Buffer } from "node:buffer";
import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { randomSchema, randomValue } from "./_avro_random.ts";
import { AvroDecodeError, AvroResolutionError, AvroValueError } from "./avro_errors.ts";
import { nodeOfSchema } from "./avro_node.ts";
import { avroReader, decodeAvro } from "./avro_reader.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { encodeAvro } from "./avro_writer.ts";

const parse = (json: unknown) => parseAvroSchema(JSON.stringify(json));
const record = (...fields: unknown[]) => ({ type: "record", name: "shop.Order", fields });

Deno.test("values of random schemas are the bytes that avsc writes, and are read again", () => {
  const random = seededRandom("values");
  let values = 0;
  for (let round = 0; round < 600; round++) {
    const json = randomSchema(random.fork(String(round)));
    const schema = parse(json);
    const oracle = Type.forSchema(json as string, { registry: Object.create(null) });
    assertEquals(schema.canonicalForm, JSON.stringify(oracle.schema()));
    for (let more = 0; more < 5; more++, values++) {
      const value = randomValue(nodeOfSchema(schema), random);
      const bytes = encodeAvro(schema, value);
      assertEquals(bytes.toHex(), oracle.toBuffer(value).toString("hex"), JSON.stringify(json));
      const read = decodeAvro(bytes, schema);
      assertEquals(encodeAvro(schema, read), bytes, JSON.stringify(json));
      assertEquals(oracle.toBuffer(oracle.fromBuffer(Buffer.from(bytes))), Buffer.from(bytes));
    }
  }
  assertEquals(values, 3000);
});

Deno.test("any cut and any changed byte is read or refused by a typed error, in bounded work", () => {
  const random = seededRandom("hostile");
  for (let round = 0; round < 400; round++) {
    const schema = parse(randomSchema(random.fork(String(round))));
    const bytes = encodeAvro(schema, randomValue(nodeOfSchema(schema), random));
    const reader = avroReader(schema);
    for (let more = 0; more < 20; more++) {
      const spoiled = bytes.slice(0, random.int(0, bytes.length));
      if (spoiled.length > 0) spoiled[random.int(0, spoiled.length - 1)] = random.int(0, 255);
      try {
        reader.read(spoiled);
      } catch (error) {
        if (!(error instanceof AvroDecodeError)) throw error;
        assertEquals(error.message.includes("Yogyakarta"), false, error.message);
      }
    }
  }
});

Deno.test("a count, length or nesting that the payload can't hold is refused at once", () => {
  const huge = "feffffffffffffffff01";
  const cases: [object | string, string][] = [
    [{ type: "array", items: "null" }, huge],
    [{ type: "array", items: { type: "record", name: "Empty", fields: [] } }, "80808080101"],
    [{ type: "map", values: "null" }, huge],
    ["string", huge],
    ["bytes", "80a0f73a"],
    [{ type: "fixed", name: "F", size: 100_000_000 }, "00"],
    ["long", "ffffffffffffffffff02"],
    ["int", "8080808010"],
    [["null", "int"], "04"],
    [{ type: "enum", name: "E", symbols: ["A"] }, "02"],
    ["boolean", "02"],
    ["string", "02ff"],
    ["int", "0202"],
  ];
  for (const [json, hex] of cases) {
    const bytes = Uint8Array.fromHex(hex.padEnd(hex.length + hex.length % 2, "0"));
    assertThrows(() => decodeAvro(bytes, parse(json)), AvroDecodeError);
  }
  const list = parseAvroSchema({
    type: "record",
    name: "L",
    fields: [{ name: "next", type: ["null", "L"] }],
  });
  assertThrows(
    () => decodeAvro(new Uint8Array(1_000_000).fill(2), list),
    AvroDecodeError,
    "deep",
  );
  const free = parseAvroSchema({ type: "array", items: "null" });
  assertEquals(decodeAvro(encodeAvro(free, Array(1000).fill(null)), free), Array(1000).fill(null));
});

Deno.test("a value that does not fit is refused by its path, and nothing of it is quoted", () => {
  const schema = parseAvroSchema(record(
    { name: "id", type: "string" },
    { name: "count", type: "int", default: 1 },
    { name: "lines", type: { type: "array", items: record2 }, default: [] },
    { name: "tags", type: { type: "map", values: "boolean" }, default: {} },
    {
      name: "kind",
      type: ["null", { type: "enum", name: "K", symbols: ["A", "B"] }],
      default: null,
    },
  ));
  const good = { id: "a" };
  const wrong: [object, string][] = [
    [{}, "/id"],
    [{ ...good, count: 1.5 }, "/count"],
    [{ ...good, count: 2 ** 31 }, "/count"],
    [{ ...good, count: "secret" }, "/count"],
    [{ ...good, lines: [{ cents: 1n }, { cents: 1n << 63n }] }, "/lines/1/cents"],
    [{ ...good, lines: [{ cents: 2 ** 53 }] }, "/lines/0/cents"],
    [{ ...good, lines: "secret" }, "/lines"],
    [{ ...good, tags: { secret: "secret" } }, "/tags/*"],
    [{ ...good, kind: "constructor" }, "/kind"],
    [{ ...good, kind: "secret" }, "/kind"],
    [{ ...good, secret: 1 }, ""],
    [{ ...good, id: "\ud800" }, "/id"],
  ];
  encodeAvro(schema, good);
  for (const [value, pointer] of wrong) {
    const error = assertThrows(() => encodeAvro(schema, value), AvroValueError);
    assertEquals(
      [error.pointer, error.message.includes("secret")],
      [pointer, false],
      error.message,
    );
  }
  const circular: Record<string, unknown> = {};
  circular["next"] = circular;
  const list = parseAvroSchema({
    type: "record",
    name: "L",
    fields: [{ name: "next", type: ["null", "L"] }],
  });
  assertThrows(() => encodeAvro(list, circular), AvroValueError, "deep");
});

const record2 = { type: "record", name: "Line", fields: [{ name: "cents", type: "long" }] };

Deno.test("a union of which the look does not tell the branch wraps its values", () => {
  const schema = parseAvroSchema(["null", "int", "long", { ...record2, name: "a.Line" }]);
  for (const value of [null, { int: 5 }, { long: 5n }, { "a.Line": { cents: 5n } }]) {
    assertEquals(decodeAvro(encodeAvro(schema, value), schema), value);
  }
  for (const value of [5, { constructor: 5 }, { int: 5, long: 5n }, {}, []]) {
    assertThrows(() => encodeAvro(schema, value), AvroValueError, "{branch: value}");
  }
});

function across(writer: unknown, value: unknown, reader: unknown): unknown {
  const from = parse(writer);
  return decodeAvro(encodeAvro(from, value), from, parse(reader));
}

Deno.test("a reader finds fields by name or alias in any order, skips others, fills in defaults", () => {
  const writer = record(
    { name: "gone", type: { type: "array", items: "string" } },
    { name: "b", type: "int" },
    { name: "old", type: "string" },
  );
  const reader = record(
    { name: "added", type: ["null", "string"], default: null },
    { name: "renamed", type: "bytes", aliases: ["old"] },
    { name: "b", type: "long" },
    { name: "list", type: { type: "array", items: "long" }, default: [1] },
  );
  const value = across(writer, { gone: ["x"], b: 7, old: "é" }, reader);
  assertEquals(value, { added: null, renamed: new Uint8Array([0xc3, 0xa9]), b: 7n, list: [1n] });
});

Deno.test("a default is made anew for each value", () => {
  const from = parseAvroSchema(record());
  const reader = avroReader(
    from,
    parseAvroSchema(record({ name: "l", type: { type: "array", items: "int" }, default: [1] })),
  );
  const first = reader.read(new Uint8Array()) as { l: number[] };
  first.l.push(2);
  assertEquals(reader.read(new Uint8Array()), { l: [1] });
});

Deno.test("numbers are promoted, and never the other way", () => {
  const numbers = ["int", "long", "float", "double"];
  const readable = numbers.flatMap((writer, w) =>
    numbers.filter((_, r) => r >= w).map((
      reader,
    ) => [writer, reader, across([writer], writer === "long" ? 3n : 3, [reader])])
  );
  for (const [, reader, value] of readable) assertEquals(value, reader === "long" ? 3n : 3);
  for (const [writer, reader] of [["long", "int"], ["double", "float"], ["float", "long"]]) {
    assertThrows(() => across([writer], 3, [reader]), AvroResolutionError);
  }
});

Deno.test("unions are read branch by branch: one that the reader lacks fails only when it comes", () => {
  assertEquals(across(["null", "int"], 5, "int"), 5);
  assertThrows(() => across(["null", "int"], null, "int"), AvroResolutionError, "branch null");
  assertEquals(across("int", 5, ["null", "long"]), 5n);
  assertEquals(across("int", 5, ["long", "int"]), { int: 5 });
  assertThrows(() => across("string", "x", ["null", "int"]), AvroResolutionError);
});

Deno.test("a symbol that the reader does not know is its default, or refused", () => {
  const of = (symbols: string[], fallback?: string) => ({
    type: "enum",
    name: "E",
    symbols,
    ...(fallback !== undefined && { default: fallback }),
  });
  assertEquals(across(of(["A", "B"]), "B", of(["B"])), "B");
  assertEquals(across(of(["A", "B"]), "A", of(["B", "C"], "C")), "C");
  assertThrows(
    () => across(of(["A", "B"]), "A", of(["B"])),
    AvroResolutionError,
    "does not know A",
  );
});

Deno.test("a field without default that was not written can't be read, and is named by its path", () => {
  const inner = (...fields: unknown[]) => ({ type: "record", name: "Inner", fields });
  const error = assertThrows(
    () =>
      across(
        record({ name: "in", type: inner() }),
        { in: {} },
        record({ name: "in", type: inner({ name: "x", type: "int" }) }),
      ),
    AvroResolutionError,
    "field x was not written and has no default",
  );
  assertEquals(error.pointer, "/in");
});
