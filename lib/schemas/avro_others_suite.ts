import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { seededRandom } from "../core/mod.ts";
import { AvroEventGenerator } from "../events/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { startRegistry } from "../registry/mod.ts";
import { OtherAvro, tagged } from "./_other_avro.ts";
import { randomSchema, randomValue } from "./_avro_random.ts";
import { AvroDeserializer, AvroSerializer } from "./avro_codec.ts";
import { avroSchemaOf, eventAvroSchema } from "./avro_files.ts";
import { type AvroNode, type AvroSchema, nodeOfSchema } from "./avro_node.ts";
import { avroReader, decodeAvro } from "./avro_reader.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { encodeAvro } from "./avro_writer.ts";
import { RegistryClient } from "./registry_client.ts";

/** Run by `deno task test:avro --others`, which says where Python is. */
const python = Deno.args.find((arg) => arg.startsWith("--python="))!.slice("--python=".length);
const LIBRARIES = ["fastavro", "avro"] as const;

function generated(seed: string, count: number) {
  const generator = new AvroEventGenerator({ random: seededRandom(seed) });
  return Array.from({ length: count }, () => generator.next());
}

for (const library of LIBRARIES) {
  Deno.test(`${library} reads the events written here, and they are read again from what it writes`, async () => {
    await using other = new OtherAvro(python);
    const schema = eventAvroSchema();
    for (const event of generated(library, 300)) {
      const payload = encodeAvro(schema, event);
      const read = await other.value(library, schema, payload);
      assertEquals(read.value, tagged(nodeOfSchema(schema), event));
      assertEquals(decodeAvro(read.written, schema), event);
    }
  });

  Deno.test(`${library} agrees on values of random schemas`, async () => {
    await using other = new OtherAvro(python);
    const random = seededRandom(`others ${library}`);
    let values = 0;
    for (let round = 0; values < 800; round++) {
      const json = randomSchema(random.fork(String(round)));
      const schema = parseAvroSchema(JSON.stringify(json));
      const node = nodeOfSchema(schema);
      if (!isTold(node, new Set())) continue;
      for (let more = 0; more < 3; more++, values++) {
        const value = randomValue(node, random);
        const read = await other.value(library, schema, encodeAvro(schema, value));
        const expected = tagged(node, value);
        assertEquals(read.value, expected, schema.text);
        assertEquals(tagged(node, decodeAvro(read.written, schema)), expected, schema.text);
      }
    }
  });

  Deno.test(`${library} reads each version of the event as the others, as it is read here`, async () => {
    await using other = new OtherAvro(python);
    const versions = [1, 2, 3, 4].map((version) =>
      avroSchemaOf(`evolution/event_v${version}.avsc`)
    );
    const random = seededRandom("versions");
    let read = 0;
    for (const writer of versions) {
      for (const reader of versions.filter((reader) => canRead(writer, reader))) {
        for (let more = 0; more < 10; more++, read++) {
          // A time that Python's datetime has too.
          const value = randomValue(nodeOfSchema(writer), random) as Record<string, unknown>;
          const payload = encodeAvro(writer, { ...value, timestamp: random.int(0, 2e12) });
          const here = decodeAvro(payload, writer, reader);
          const there = await other.value(library, writer, payload, reader);
          assertEquals(there.value, tagged(nodeOfSchema(reader), here));
        }
      }
    }
    assertEquals(read, 90);
  });
}

Deno.test("canonical forms and fingerprints of random schemas are fastavro's", async () => {
  await using other = new OtherAvro(python);
  const random = seededRandom("fingerprints");
  for (let round = 0; round < 300; round++) {
    const schema = parseAvroSchema(JSON.stringify(randomSchema(random.fork(String(round)))));
    const said = await other.ask({ action: "fingerprint", schema: schema.text });
    assertEquals([schema.canonicalForm, schema.fingerprint], [
      said["canonical"],
      said["fingerprint"],
    ]);
  }
});

Deno.test("Confluent's Python client and this library read each other's records, by one registry", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using server = await startRegistry(kafka, { port: 0 });
  await using other = new OtherAvro(python);
  const registry = new RegistryClient({ url: server.url });
  const schema = eventAvroSchema();
  const serializer = new AvroSerializer({ registry, schema });
  const events = generated("confluent", 100);
  const ours = await Promise.all(events.map((event) => serializer.serialize("ours", event)));
  const where = { registry: server.url };
  const read = await other.ask({
    action: "confluent_read",
    ...where,
    topic: "ours",
    framed: ours.map((bytes) => bytes.toHex()),
  });
  const node = nodeOfSchema(schema);
  assertEquals(read["values"], events.map((event) => tagged(node, event)));

  const order = avroSchemaOf("order.avsc");
  const orders = [{ order_id: crypto.randomUUID(), user: "Budi", item: "CABLE", quantity: 3 }];
  const written = await other.ask({
    action: "confluent_write",
    ...where,
    topic: "theirs",
    schema: order.text,
    values: orders,
  });
  const deserializer = new AvroDeserializer({ registry });
  const theirs = await Promise.all(
    (written["framed"] as string[]).map((hex) => deserializer.deserialize(Uint8Array.fromHex(hex))),
  );
  assertEquals(theirs.map(({ value }) => value), orders);
  assertEquals(await registry.subjects(), ["ours-value", "theirs-value"]);
});

function canRead(writer: AvroSchema, reader: AvroSchema): boolean {
  try {
    avroReader(writer, reader);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a value tells Python the branch of each of its unions; True is a number there.
 */
function isTold(node: AvroNode, seen: Set<AvroNode>): boolean {
  if (seen.has(node)) return true;
  seen.add(node);
  const inner = (part: AvroNode) => isTold(part, seen);
  switch (node.kind) {
    case "record":
      return node.fields.every((field) => inner(field.node));
    case "array":
      return inner(node.items);
    case "map":
      return inner(node.values);
    case "union": {
      const kinds = node.branches.map(({ kind }) => kind);
      const truthOrNumber = kinds.includes("boolean") &&
        kinds.some((kind) => ["int", "long", "float", "double"].includes(kind));
      return !node.wrapped && !truthOrNumber && node.branches.every(inner);
    }
    default:
      return true;
  }
}
