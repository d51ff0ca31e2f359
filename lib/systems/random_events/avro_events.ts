import { backoffDelayMs, type Clock, type Random, WorkshopError } from "../../core/mod.ts";
import { type AvroEvent, AvroEventGenerator, randomEventOf } from "../../events/mod.ts";
import {
  AvroDeserializer,
  AvroSerializer,
  eventAvroSchema,
  isWireFormat,
  type RegistryClient,
} from "../../schemas/mod.ts";
import type { SourceItem } from "../source_item.ts";

/** Magic byte and schema id: what is left of a cut value is still told from JSON. */
const HEADER_BYTES = 5;
const RETRY = { baseMs: 200, maxMs: 5000 };

/** How events are made in Avro. */
export interface AvroItemsOptions {
  readonly registry: RegistryClient;
  /** The topic after which the subject is named: `random-events` gives `random-events-value`. */
  readonly topic: string;
  readonly poisonShare: number;
  readonly random: Random;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Random events without end as framed Avro, a share of them broken on purpose; the key is the user.
 * While the registry is away nothing is made.
 *
 * @throws {RegistryError} when the registry refuses the schema
 */
export async function* avroItems(options: AvroItemsOptions): AsyncGenerator<SourceItem> {
  const { registry, topic, poisonShare, random, clock } = options;
  const serializer = new AvroSerializer({ registry, schema: eventAvroSchema() });
  const generator = new AvroEventGenerator({ random: random.fork("events"), clock });
  const broken = random.fork("poison");
  while (true) {
    const event = generator.next();
    const key = String(event.user_id);
    const value = await patiently(() => serializer.serialize(topic, event), options);
    if (broken.next() < poisonShare) {
      const cut = value.subarray(0, broken.int(HEADER_BYTES, value.length - 1));
      yield { kind: "event", key, value: cut, poison: "cut_avro" };
    } else {
      yield { kind: "event", key, value };
    }
  }
}

/** Tries again for as long as the registry is away. */
async function patiently<T>(
  work: () => Promise<T>,
  { clock, signal }: Pick<AvroItemsOptions, "clock" | "signal">,
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WorkshopError && error.outage)) throw error;
      await clock.sleep(backoffDelayMs(attempt, RETRY), signal);
    }
  }
}

/**
 * Gives the JSON text of a value that may be Avro: both travel through one topic, and their first
 * byte tells them apart. What is not framed stays as it is.
 */
export function eventTextOf(
  registry: RegistryClient,
): (value: Uint8Array | null) => Promise<Uint8Array | null> {
  const deserializer = new AvroDeserializer({ registry, readerSchema: eventAvroSchema() });
  const encoder = new TextEncoder();
  return async (value) => {
    if (!isWireFormat(value)) return value;
    const { value: event } = await deserializer.deserialize(value);
    return encoder.encode(JSON.stringify(randomEventOf(event as AvroEvent)));
  };
}
