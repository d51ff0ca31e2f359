import { messageOf } from "../../lib/core/mod.ts";
import {
  AvroDeserializer,
  type AvroSchema,
  AvroSerializer,
  type RegistryClient,
} from "../../lib/schemas/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { eventOfVersion, eventVersions } from "./event_versions.ts";

const EVENTS = 10;

/** Which version reads what which wrote, by reading it. */
export async function versions(context: LabContext, registry: RegistryClient): Promise<void> {
  const { screen } = context;
  screen.heading("2. Four versions of an event");
  screen.lines([
    "  v2 adds province with a default, and an optional device",
    "  v3 removes referrer, and makes user_id a long and value a double",
    "  v4 adds source without a default",
  ]);
  screen.line();
  const accepted = await acceptedAtBackward(registry);
  screen.say(
    `The subject's level is BACKWARD, which is the default. The registry has taken ${accepted}.`,
  );
  await context.predict({
    id: "old-reader",
    question:
      "A producer is replaced and writes v3, which the registry has taken. A consumer still has v2. " +
      "What happens?",
    choices: [
      "It reads on: the registry let nothing incompatible through",
      "It can't read the new records",
      "It reads them, without the field that was removed",
    ],
  });
  const schemas = eventVersions();
  const topics = await Promise.all(schemas.map((schema) => written(context, registry, schema)));
  const rows: (string | number)[][] = [];
  let why = "";
  for (const [r, reader] of schemas.entries()) {
    const row: (string | number)[] = [`v${r + 1} reads`];
    for (const [w, topic] of topics.entries()) {
      const { read, problem } = await readAs(context, registry, topic, reader);
      row.push(read === EVENTS ? "all" : read);
      if (r === 1 && w === 2) why = problem ?? "";
    }
    rows.push(row);
  }
  screen.line();
  screen.table(
    [{ title: `of ${EVENTS} events` }, ...schemas.map((_, at) => ({ title: `of v${at + 1}` }))],
    rows,
  );
  await context.seen(
    "old-reader",
    `The consumer that has v2 can't read v3. ${why}. BACKWARD means that the new schema reads old records; the consumer ` +
      "that is there already is protected by FORWARD",
  );
}

async function acceptedAtBackward(registry: RegistryClient): Promise<string> {
  const taken: string[] = [];
  const refused: string[] = [];
  for (const [at, { text }] of eventVersions().entries()) {
    const { compatible } = at === 0
      ? { compatible: true }
      : await registry.testCompatibility("event-value", { schema: text });
    (compatible ? taken : refused).push(`v${at + 1}`);
    if (compatible) await registry.register("event-value", { schema: text });
  }
  return `${taken.join(", ")} and refused ${refused.join(", ")}`;
}

async function written(context: LabContext, registry: RegistryClient, schema: AvroSchema) {
  const topic = await context.topic("version");
  const serializer = new AvroSerializer({ registry, schema });
  const producer = await context.producer();
  const events = Array.from({ length: EVENTS }, () => eventOfVersion(context.random, schema));
  await Promise.all(
    events.map(async (event) =>
      await producer.send({ topic, value: await serializer.serialize(topic, event) })
    ),
  );
  return topic;
}

async function readAs(
  { kafka, signal }: LabContext,
  registry: RegistryClient,
  topic: string,
  readerSchema: AvroSchema,
): Promise<{ readonly read: number; readonly problem: string | undefined }> {
  const deserializer = new AvroDeserializer({ registry, readerSchema });
  let read = 0;
  let problem: string | undefined;
  for await (const { value } of kafka.read({ topic, signal })) {
    try {
      await deserializer.deserialize(value);
      read++;
    } catch (error) {
      problem ??= messageOf(error);
    }
  }
  return { read, problem };
}
