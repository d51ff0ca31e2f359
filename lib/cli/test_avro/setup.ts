import { freshSeed, seededRandom, WorkshopError } from "../../core/mod.ts";
import { type AvroEvent, AvroEventGenerator } from "../../events/mod.ts";
import {
  AvroDeserializer,
  avroSchemaOf,
  AvroSerializer,
  encodeAvro,
  eventAvroSchema,
  RegistryClient,
  RegistryError,
} from "../../schemas/mod.ts";

const EVENTS = 100;
/** Magic byte and schema id. */
const WIRE_HEADER = 5;

/**
 * Does with a registry all that the Avro producer and consumer need of it, under a fresh subject, and
 * removes what it made.
 *
 * @throws {WorkshopError} what went wrong: the registry is away, refuses, or gives back something else
 */
export async function trySetup(
  registry: RegistryClient,
  print: (line: string) => void,
): Promise<void> {
  const step = (name: string, what: string) => print(`  ${name.padEnd(12)} ${what}`);
  const topic = `test-avro-${freshSeed()}`;
  const subjects = await registry.subjects();
  print(`Schema registry ${registry.url}`);
  step("reachable", `subjects ${subjects.length}`);
  try {
    step("registered", await register(registry, topic));
    step("round trip", await roundTrip(registry, topic));
    step("evolution", await evolve(registry, `${topic}-evolution`));
  } finally {
    for (const subject of [`${topic}-value`, `${topic}-evolution`]) await remove(registry, subject);
  }
  step("cleaned up", "both subjects are deleted for good");
}

async function register(registry: RegistryClient, topic: string): Promise<string> {
  const schema = { schema: eventAvroSchema().text };
  const subject = `${topic}-value`;
  const id = await registry.register(subject, schema);
  const latest = await registry.latest(subject);
  demand(latest.id === id && latest.version === 1, `version 1 of ${subject} is not what was sent`);
  return `${subject}@1 has id ${id}`;
}

async function roundTrip(registry: RegistryClient, topic: string): Promise<string> {
  const serializer = new AvroSerializer({ registry, schema: eventAvroSchema() });
  const deserializer = new AvroDeserializer({ registry });
  const generator = new AvroEventGenerator({ random: seededRandom(topic) });
  let avroBytes = 0;
  let jsonBytes = 0;
  for (let more = EVENTS; more > 0; more--) {
    const event = generator.next();
    const bytes = await serializer.serialize(topic, event);
    const { value } = await deserializer.deserialize(bytes);
    const again = encodeAvro(eventAvroSchema(), value);
    demand(again.toHex() === bytes.slice(WIRE_HEADER).toHex(), "an event came back as another one");
    avroBytes += bytes.length;
    jsonBytes += jsonLength(event);
  }
  const each = (bytes: number) => Math.round(bytes / EVENTS);
  return `${EVENTS} events, ${each(avroBytes)} bytes each, as JSON ${each(jsonBytes)}`;
}

async function evolve(registry: RegistryClient, subject: string): Promise<string> {
  const [v1, v2, v4] = [1, 2, 4].map((version) => ({
    schema: avroSchemaOf(`evolution/event_v${version}.avsc`).text,
  }));
  await registry.register(subject, v1!);
  await registry.setLevel("FULL", subject);
  await registry.register(subject, v2!);
  const { compatible } = await registry.testCompatibility(subject, v4!);
  demand(!compatible, "the registry permits a change that breaks readers at level FULL");
  try {
    await registry.register(subject, v4!);
  } catch (error) {
    if (error instanceof RegistryError && error.httpStatus === 409) {
      return "a field with a default is permitted, one without is refused";
    }
    throw error;
  }
  throw problem("the registry took a change that it says breaks readers");
}

async function remove(registry: RegistryClient, subject: string): Promise<void> {
  try {
    await registry.deleteSubject(subject);
    await registry.deleteSubject(subject, { permanent: true });
    await registry.unsetLevel(subject);
  } catch (error) {
    // A step that failed made nothing of that name; an outage is told already.
    if (!(error instanceof RegistryError)) throw error;
  }
}

function jsonLength(event: AvroEvent): number {
  const plain = (_: string, part: unknown) => typeof part === "bigint" ? Number(part) : part;
  return new TextEncoder().encode(JSON.stringify(event, plain)).length;
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw problem(what);
}

function problem(what: string): WorkshopError {
  return new WorkshopError(`The schema registry does not do what it should: ${what}`, {
    code: "REGISTRY_UNFIT",
  });
}
