import { redriveLetters } from "../../consumer/mod.ts";
import { freshSeed, seededRandom } from "../../core/mod.ts";
import {
  messagesRoutes,
  type PageRoute,
  produceRoutes,
  type RedriveWish,
} from "../../dashboard/mod.ts";
import { newTrace } from "../../events/mod.ts";
import { type Kafka, partitionForKey } from "../../kafka/mod.ts";
import { createProducer, type Producer } from "../../producer/mod.ts";
import { AvroDeserializer } from "../../schemas/mod.ts";
import type { DashboardPorts } from "./ports.ts";

/** Somebody waits for the answer: a record is not tried for minutes. */
const DELIVERY_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 8000;
/** Topics may allow more than Kafka's usual megabyte: the broker decides. */
const MOST_RECORD_BYTES = 16 * 1024 * 1024;

/** The pages that show and send records; closing it closes the producer, if there was one. */
export function recordParts(
  { kafka, admin, registry }: DashboardPorts,
): AsyncDisposable & { readonly routes: readonly PageRoute[] } {
  const producer = new LateProducer(kafka);
  const random = seededRandom(freshSeed());
  const newTraceparent = () => newTrace(random).traceparent;
  const routes = [
    ...messagesRoutes({
      ...{ kafka, admin },
      ...(registry !== undefined && { avro: new AvroDeserializer({ registry }) }),
    }),
    ...produceRoutes({
      ...{ kafka, admin, partitionForKey },
      producer: () => producer.opened(),
      redrive: (wish) => redriven(kafka, wish, newTraceparent),
      ...(registry !== undefined && { registry }),
    }),
  ];
  return { routes, [Symbol.asyncDispose]: () => producer[Symbol.asyncDispose]() };
}

/** A producer that is opened when it is first needed, and anew after it could not be. */
class LateProducer implements AsyncDisposable {
  readonly #kafka: Kafka;
  #producer: Promise<Producer> | undefined;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  opened(): Promise<Producer> {
    if (this.#producer !== undefined) return this.#producer;
    const opening = this.#producer = createProducer(this.#kafka, {
      lingerMs: 0,
      deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      maxRecordBytes: MOST_RECORD_BYTES,
    });
    opening.catch(() => this.#producer = undefined);
    return opening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await this.#producer?.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  }
}

async function redriven(kafka: Kafka, wish: RedriveWish, newTraceparent: () => string) {
  const { deadLetterTopic, place, allowed, dryRun, again, signal } = wish;
  const selection = { places: [place], withSettled: again };
  const headers = { allowed, newTraceparent };
  const options = { deadLetterTopic, selection, headers, dryRun, signal };
  for await (const result of redriveLetters(kafka, options)) return result;
  return undefined;
}
