import { AvroEventGenerator } from "../../lib/events/mod.ts";
import {
  AvroDeserializer,
  AvroSerializer,
  decodeWireFormat,
  eventAvroSchema,
  type RegistryClient,
} from "../../lib/schemas/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";

const EVENTS = 100;

/** A registry is asked whether it is there; a producer and a consumer share nothing but it. */
export async function wire(context: LabContext, registry: RegistryClient): Promise<void> {
  const { screen } = context;
  screen.heading("1. What a record holds");
  screen.say(
    `A registry keeps schemas in a compacted topic, here at ${registry.url}. A producer registers ` +
      `the schema of random events and sends ${EVENTS} of them; the consumer has no schema file.`,
  );
  await context.predict({
    id: "in-the-record",
    question: "How does the consumer know the names of the fields?",
    choices: [
      "They stand in each record, as in JSON",
      "The record names a schema by its id, and the registry has it",
      "The record holds the whole schema",
    ],
  });
  const topic = await context.topic("random-events", 3);
  const sizes = await produce(context, registry, topic);
  const seen = await consume(context, registry, topic);
  const latest = await registry.latest(`${topic}-value`);
  screen.line();
  screen.table([{ title: "in the registry and the topic" }, { title: "seen" }], [
    ["subjects", (await registry.subjects()).length],
    ["version, id", `${latest.version}, ${latest.id}`],
    ["first bytes of a record", seen.beginning],
    ["of which magic byte and schema id", `${seen.magic} and ${seen.schemaId}`],
    ["events read", seen.events],
    ["bytes each in Avro", Math.round(sizes.avro / EVENTS)],
    ["bytes each in JSON", Math.round(sizes.json / EVENTS)],
  ]);
  await context.seen(
    "in-the-record",
    `${seen.events} of ${EVENTS} events were read. A record begins with byte 0 and the id ` +
      `${seen.schemaId} in four bytes; the names stand once, in the registry`,
  );
}

async function produce(context: LabContext, registry: RegistryClient, topic: string) {
  const serializer = new AvroSerializer({ registry, schema: eventAvroSchema() });
  const generator = new AvroEventGenerator({ random: context.random });
  const producer = await context.producer();
  const plain = (_: string, value: unknown) => typeof value === "bigint" ? Number(value) : value;
  const sizes = { avro: 0, json: 0 };
  await Promise.all(Array.from({ length: EVENTS }, async () => {
    const event = generator.next();
    const value = await serializer.serialize(topic, event);
    sizes.avro += value.length;
    sizes.json += new TextEncoder().encode(JSON.stringify(event, plain)).length;
    await producer.send({ topic, key: String(event.user_id), value });
  }));
  return sizes;
}

async function consume({ kafka, signal }: LabContext, registry: RegistryClient, topic: string) {
  const deserializer = new AvroDeserializer({ registry });
  const seen = { events: 0, beginning: "", magic: 0, schemaId: 0 };
  for await (const { value } of kafka.read({ topic, signal })) {
    await deserializer.deserialize(value);
    seen.events++;
    seen.beginning = value!.slice(0, 8).toHex().replace(/../g, "$& ").trim();
    seen.magic = value![0]!;
    seen.schemaId = decodeWireFormat(value).schemaId;
  }
  return seen;
}
