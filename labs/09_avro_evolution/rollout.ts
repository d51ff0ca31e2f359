import { messageOf } from "../../lib/core/mod.ts";
import {
  AvroDeserializer,
  type AvroSchema,
  AvroSerializer,
  type RegistryClient,
} from "../../lib/schemas/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";

/** Two versions of what is written to a topic. */
export interface Versions {
  readonly older: AvroSchema;
  readonly newer: AvroSchema;
  /** An event by a schema; the number tells it from others. */
  readonly eventOf: (schema: AvroSchema, at: number) => unknown;
}

/** A topic half of old events, half of new ones, through a registry. */
export interface Rollout {
  readonly topic: string;
  readonly events: number;
  /** How many records a consumer can't read that is replaced first, and the first that says so. */
  readonly consumersFirst: Unreadable;
  /** How many records a consumer can't read that is left for later. */
  readonly producersFirst: Unreadable;
}

/** What a consumer could not read. */
export interface Unreadable {
  readonly records: number;
  readonly offset: bigint | undefined;
  readonly why: string | undefined;
}

/**
 * Rolls a version out in both orders. Replaced first, the consumer reads the old events that are
 * there and then the new ones; left for later, the old consumer reads all until it is replaced.
 */
export async function rollOut(
  context: RunContext,
  registry: RegistryClient,
  { older, newer, eventOf }: Versions,
  eventsEach: number,
): Promise<Rollout> {
  const topic = await context.topic("events");
  const producer = await context.producer();
  for (const schema of [older, newer]) {
    const serializer = new AvroSerializer({ registry, schema });
    const events = Array.from({ length: eventsEach }, (_, at) => eventOf(schema, at));
    await Promise.all(
      events.map(async (event) =>
        await producer.send({ topic, value: await serializer.serialize(topic, event) })
      ),
    );
  }
  return {
    topic,
    events: 2 * eventsEach,
    consumersFirst: await readAll(context, registry, topic, newer),
    producersFirst: await readAll(context, registry, topic, older),
  };
}

async function readAll(
  { kafka, signal }: RunContext,
  registry: RegistryClient,
  topic: string,
  readerSchema: AvroSchema,
): Promise<Unreadable> {
  const deserializer = new AvroDeserializer({ registry, readerSchema });
  let records = 0;
  let offset: bigint | undefined;
  let why: string | undefined;
  for await (const record of kafka.read({ topic, signal })) {
    try {
      await deserializer.deserialize(record.value);
    } catch (error) {
      records++;
      offset ??= record.offset;
      why ??= messageOf(error);
    }
  }
  return { records, offset, why };
}
