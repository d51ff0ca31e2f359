import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { checkCompatibility, type CompatibilityLevel } from "./compatibility.ts";
import { InvalidSchemaError } from "./compatibility_errors.ts";

const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const record = (fields: unknown[], more: object = {}) => ({
  type: "record",
  name: "User",
  fields,
  ...more,
});

function verdict(candidate: unknown, previous: readonly unknown[], level: CompatibilityLevel) {
  const texts = previous.map((schema) => ({ schema: JSON.stringify(schema) }));
  return checkCompatibility({ schema: JSON.stringify(candidate) }, texts, level);
}

/** Whether the reader reads what the writer wrote. */
function reads(reader: unknown, writer: unknown): boolean {
  const backward = verdict(reader, [writer], "BACKWARD").compatible;
  assertEquals(verdict(writer, [reader], "FORWARD").compatible, backward);
  return backward;
}

const ID = field("id", "int");
const V1 = record([ID]);
const V2_DEFAULT = record([ID, field("email", "string", { default: "" })]);
const V2_NO_DEFAULT = record([ID, field("email", "string")]);

Deno.test("a new field with a default keeps both directions", () => {
  assertEquals(verdict(V2_DEFAULT, [V1], "FULL"), { compatible: true, messages: [] });
});

Deno.test("a new field without a default breaks backward only, and the message says where", () => {
  assertEquals(verdict(V2_NO_DEFAULT, [V1], "FORWARD").compatible, true);
  const { compatible, messages } = verdict(V2_NO_DEFAULT, [V1], "FULL");
  assertEquals(compatible, false);
  assertEquals(messages, [
    'FULL, version 1: it can\'t read what version 1 wrote: at /fields/1 field "email" has no ' +
    "default, and what was written has no such field",
  ]);
});

Deno.test("a field that is taken away breaks forward only where it had no default", () => {
  assertEquals(verdict(V1, [V2_NO_DEFAULT], "BACKWARD").compatible, true);
  assertEquals(verdict(V1, [V2_NO_DEFAULT], "FORWARD").compatible, false);
  assertEquals(verdict(V1, [V2_DEFAULT], "FORWARD").compatible, true);
});

Deno.test("transitive levels ask all versions, the others the latest", () => {
  const text = record([field("id", "string")]);
  assertEquals(verdict(V1, [text, V2_DEFAULT], "BACKWARD").compatible, true);
  const { messages } = verdict(V1, [text, V2_DEFAULT], "BACKWARD_TRANSITIVE");
  assertEquals(messages.length, 1);
  assertStringIncludes(messages[0]!, "version 1: it can't read what version 1 wrote");
  assertStringIncludes(messages[0]!, "at /fields/0/type int can't be read from string");
  assertEquals(verdict(V1, [text], "NONE").compatible, true);
});

Deno.test("the number of a version may be told", () => {
  const schema = JSON.stringify(V1);
  const earlier = { schema: '"string"', version: 7 };
  const { messages } = checkCompatibility({ schema }, [earlier], "BACKWARD");
  assertStringIncludes(messages[0]!, "BACKWARD, version 7:");
});

Deno.test("numbers and texts are promoted as the specification says", () => {
  const order = ["int", "long", "float", "double"];
  for (const [from, writer] of order.entries()) {
    for (const [to, reader] of order.entries()) assertEquals(reads(reader, writer), from <= to);
  }
  assertEquals(reads("string", "bytes"), true);
  assertEquals(reads("bytes", "string"), true);
  assertEquals(reads("string", "int"), false);
});

Deno.test("every branch of a written union must be read, by any branch of the reader's", () => {
  assertEquals(reads(["null", "string"], "string"), true);
  assertEquals(reads("string", ["null", "string"]), false);
  assertEquals(reads(["string", "null"], ["null", "string"]), true);
  assertEquals(reads(["null", "double"], ["null", "int"]), true);
  assertEquals(reads(["null", "string"], ["null", "int", "string"]), false);
  assertEquals(reads("double", ["int", "long"]), true);
});

Deno.test("an enum that loses a symbol needs a default", () => {
  const colours = (symbols: string[], more = {}) => ({ type: "enum", name: "C", symbols, ...more });
  assertEquals(reads(colours(["A", "B"]), colours(["A"])), true);
  assertEquals(reads(colours(["A"]), colours(["A", "B"])), false);
  assertEquals(reads(colours(["A"], { default: "A" }), colours(["A", "B"])), true);
});

Deno.test("fixed of other sizes and types of other names don't read each other", () => {
  const fixed = (name: string, size: number, more = {}) => ({ type: "fixed", name, size, ...more });
  assertEquals(reads(fixed("F", 4), fixed("F", 4)), true);
  assertEquals(reads(fixed("F", 4), fixed("F", 8)), false);
  assertEquals(reads(fixed("G", 4), fixed("F", 4)), false);
  assertEquals(reads(fixed("G", 4, { aliases: ["F"] }), fixed("F", 4)), true);
  assertEquals(reads(fixed("a.F", 4), fixed("b.F", 4)), true);
});

Deno.test("an alias is looked up in the reader's namespace", () => {
  const old = record([ID], { name: "Person", namespace: "shop" });
  assertEquals(reads(record([ID], { namespace: "shop", aliases: ["Person"] }), old), true);
  assertEquals(reads(record([ID], { namespace: "other", aliases: ["Person"] }), old), false);
  assertEquals(reads(record([ID], { namespace: "other", aliases: ["shop.Person"] }), old), true);
});

Deno.test("a renamed field reads the old one by its alias, and two sources are refused", () => {
  const renamed = record([field("number", "int", { aliases: ["id"] })]);
  assertEquals(reads(renamed, V1), true);
  const both = record([ID, field("number", "int")]);
  const { messages } = verdict(renamed, [both], "BACKWARD");
  assertStringIncludes(messages[0]!, 'field "number" could be read from 2 fields');
});

Deno.test("recursive types are compared to their end", () => {
  const tree = (type: string, child: unknown = ["null", "Node"]) => ({
    type: "record",
    name: "Node",
    fields: [field("value", type), field("next", child, { default: null })],
  });
  assertEquals(reads(tree("long"), tree("int")), true);
  assertEquals(reads(tree("int"), tree("long")), false);
  assertEquals(reads(tree("int", "null"), tree("int")), false);
});

Deno.test("a named type of a reference is compared as if it stood in the schema", () => {
  const reference = { name: "Address", schema: JSON.stringify(record([ID], { name: "Address" })) };
  const schema = JSON.stringify(record([field("home", "Address")]));
  const before = { schema, references: [reference] };
  assertEquals(checkCompatibility(before, [before], "FULL").compatible, true);
  const changed = {
    name: "Address",
    schema: JSON.stringify(record([field("id", "string")], { name: "Address" })),
  };
  const after = checkCompatibility({ schema, references: [changed] }, [before], "BACKWARD");
  assertStringIncludes(after.messages[0]!, "/fields/0/type/fields/0/type string can't be read");
});

Deno.test("a default that does not fit its field makes the candidate invalid", () => {
  const broken = record([field("id", "int", { default: "none" })]);
  const error = assertThrows(() => verdict(broken, [], "NONE"), InvalidSchemaError);
  assertEquals(
    error.message,
    'The schema is invalid at /fields/0/default: The default of field "id" does not fit: ' +
      '"none" is no int',
  );
  assertEquals(verdict(V1, [broken], "BACKWARD").compatible, true);
});

Deno.test("schemas of two languages never follow each other, except at level NONE", () => {
  const json = { schemaType: "JSON", schema: '{"type":"object"}' } as const;
  const avro = { schema: '"string"' };
  assertEquals(checkCompatibility(json, [avro], "NONE").compatible, true);
  const { messages } = checkCompatibility(json, [avro], "BACKWARD");
  assertEquals(messages, [
    "BACKWARD, version 1: it is a schema of type JSON, version 1 one of AVRO",
  ]);
});
