import { assertEquals } from "@std/assert";
import { type Random, seededRandom } from "../core/mod.ts";
import { randomSchema, randomValue } from "./_avro_random.ts";
import { AvroDecodeError, AvroResolutionError } from "./avro_errors.ts";
import { type AvroSchema, nodeOfSchema } from "./avro_node.ts";
import { avroReader } from "./avro_reader.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { encodeAvro } from "./avro_writer.ts";
import { checkCompatibility } from "./compatibility.ts";

type Json = Record<string, unknown>;

/** The schema with one thing in it changed, which may or may not break readers. */
function changed(schema: unknown, random: Random): unknown {
  const places: { holder: Json | unknown[]; key: string | number; node: unknown }[] = [];
  const root = { schema: structuredClone(schema) };
  const walk = (holder: Json | unknown[], key: string | number, node: unknown) => {
    places.push({ holder, key, node });
    if (Array.isArray(node)) node.forEach((branch, at) => walk(node, at, branch));
    else if (isObject(node)) {
      for (const part of ["items", "values"]) if (part in node) walk(node, part, node[part]);
      const { fields = [] } = node as { readonly fields?: Json[] };
      for (const field of fields) walk(field, "type", field["type"]);
    }
  };
  walk(root, "schema", root.schema);
  const { holder, key, node } = random.pick(places);
  (holder as Json)[key] = changedNode(node, random);
  return root.schema;
}

const WIDER: Readonly<Record<string, string>> = { int: "long", long: "float", float: "double" };

function changedNode(node: unknown, random: Random): unknown {
  if (typeof node === "string") {
    return random.pick([WIDER[node] ?? node, ["null", node], "string", "bytes", "int", node]);
  }
  if (!isObject(node)) return node;
  if (Array.isArray(node["symbols"])) {
    const symbols = random.pick([["A", "B"], ["A", "B", "C", "D"]]);
    return { ...node, symbols, ...random.pick([{}, { default: "A" }]) };
  }
  if (Array.isArray(node["fields"])) return changedRecord(node, node["fields"] as Json[], random);
  if (typeof node["size"] === "number") return { ...node, size: random.int(0, 2) };
  return node;
}

function changedRecord(node: Json, fields: readonly Json[], random: Random): unknown {
  const gone = random.int(0, fields.length - 1);
  switch (random.int(0, 4)) {
    case 0:
      return { ...node, fields: [...fields, { name: "added", type: "int" }] };
    case 1:
      return { ...node, fields: [{ name: "added", type: "int", default: 7 }, ...fields] };
    case 2:
      return { ...node, fields: fields.filter((_, at) => at !== gone) };
    case 3:
      return { ...node, fields: fields.toReversed() };
    default:
      return { ...node, fields: fields.map((field) => ({ ...field, name: `${field["name"]}x` })) };
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A change may take a type away that is used further on: then there is no pair. */
function parsed(json: unknown): AvroSchema | undefined {
  try {
    return parseAvroSchema(JSON.stringify(json));
  } catch {
    return undefined;
  }
}

function readerOf(writer: AvroSchema, reader: AvroSchema) {
  try {
    return avroReader(writer, reader);
  } catch (error) {
    if (error instanceof AvroResolutionError) return undefined;
    throw error;
  }
}

/** Whether all values of a schema are alike: no branch or symbol tells whether one can be read. */
function isPlain({ canonicalForm }: AvroSchema): boolean {
  return !/"symbols"|:\[|^\[/.test(canonicalForm.replaceAll('"fields":[', ""));
}

Deno.test("what is called compatible can be read, value by value; what can't be read is not called so", () => {
  const random = seededRandom("verdicts");
  const counts = { compatible: 0, incompatible: 0, plain: 0 };
  for (let round = 0; round < 1500; round++) {
    const json = randomSchema(random.fork(String(round)));
    const writer = parseAvroSchema(JSON.stringify(json));
    const reader = parsed(changed(json, random));
    if (reader === undefined) continue;
    const where = `${writer.text} read as ${reader.text}`;
    const { compatible } = checkCompatibility(
      { schema: reader.text },
      [{ schema: writer.text }],
      "BACKWARD",
    );
    const found = readerOf(writer, reader);
    if (!compatible) {
      counts.incompatible++;
      if (isPlain(writer)) {
        counts.plain++;
        assertEquals(found, undefined, where);
      }
      continue;
    }
    counts.compatible++;
    assertEquals(found === undefined, false, where);
    for (let more = 0; more < 5; more++) {
      const bytes = encodeAvro(writer, randomValue(nodeOfSchema(writer), random));
      try {
        encodeAvro(reader, found!.read(bytes));
      } catch (error) {
        // Bytes may be read as a string, and not all bytes are text.
        if (!(error instanceof AvroDecodeError && error.message.includes("UTF-8"))) throw error;
      }
    }
  }
  assertEquals(counts.compatible > 300 && counts.incompatible > 120, true, JSON.stringify(counts));
  assertEquals(counts.plain > 25, true, JSON.stringify(counts));
});
