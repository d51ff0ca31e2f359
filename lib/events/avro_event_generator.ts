import { type Clock, type Random, systemClock } from "../core/mod.ts";
import {
  type AvroEvent,
  type AvroEventData,
  avroEventOf,
  EVENT_DATA_OF_TYPE,
  type EventDataByName,
  type EventDataName,
} from "./avro_event.ts";
import { EventGenerator } from "./event_generator.ts";
import type { RandomEvent } from "./random_event.ts";

/** What a generator of Avro events is made of. */
export interface AvroEventGeneratorOptions {
  /** Where chance comes from; a seeded one repeats every event. */
  readonly random: Random;
  /** Gives the events their time. @default {systemClock} */
  readonly clock?: Clock;
  /** The program that makes them. @default {"random-events"} */
  readonly source?: string;
  /** `production`, `development` and the like. @default {"development"} */
  readonly environment?: string;
}

/**
 * Makes random Indonesian events in their Avro form, each valid against `schemas/event_schema.avsc`
 * and, as JSON, against `schemas/random_event.schema.json`.
 *
 * @example
 * ```ts
 * import { seededRandom } from "../core/mod.ts";
 * import { AvroEventGenerator } from "./avro_event_generator.ts";
 *
 * const event = new AvroEventGenerator({ random: seededRandom("a") }).next();
 * console.log(event.location.country); // Indonesia
 * ```
 */
export class AvroEventGenerator {
  readonly #options: AvroEventGeneratorOptions;
  readonly #events: EventGenerator;
  readonly #data: Random;
  readonly #clock: Clock;

  /** A seeded `random` and a standing clock repeat the same events. */
  constructor(options: AvroEventGeneratorOptions) {
    const { random, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#events = new EventGenerator({ random, clock });
    this.#data = random.fork("avro event data");
  }

  /** One more event, of now. */
  next(): AvroEvent {
    return this.from(this.#events.next());
  }

  /** The Avro form of an event that is there already, with data of its type. */
  from(event: RandomEvent, correlationId?: string): AvroEvent {
    const { source, environment } = this.#options;
    return avroEventOf(event, {
      data: dataOf(event, this.#data),
      producedAtMs: this.#clock.now(),
      ...(source !== undefined && { source }),
      ...(environment !== undefined && { environment }),
      ...(correlationId !== undefined && { correlationId }),
    });
  }
}

const PATHS = ["/", "/produk", "/produk/42", "/keranjang", "/akun", "/promo"] as const;
const QUERIES = ["sepatu lari", "batik", "kopi gayo", "helm", "rendang", "sarung"] as const;
const PAYMENTS = ["bank_transfer", "credit_card", "e_wallet", "cash_on_delivery"] as const;

const MAKERS: {
  readonly [Name in EventDataName]: (event: RandomEvent, random: Random) => EventDataByName[Name];
} = {
  SessionData: ({ event_type }, random) => ({
    method: random.pick(["password", "google", "token"]),
    duration_seconds: event_type === "user_login" ? null : random.int(1, 14_400),
  }),
  PurchaseData: (_, random) => ({
    order_id: random.uuid(),
    items: random.int(1, 8),
    payment_method: random.pick(PAYMENTS),
  }),
  CartData: (_, random) => ({ product_id: `P-${random.int(1, 999)}`, quantity: random.int(1, 5) }),
  PageData: (_, random) => ({
    path: random.pick(PATHS),
    referrer: random.next() < 0.5 ? null : `https://example.org${random.pick(PATHS)}`,
    load_ms: random.int(40, 4000),
  }),
  ClickData: (_, random) => ({
    path: random.pick(PATHS),
    element: random.pick(["beli", "menu", "gambar", "ulasan"]),
  }),
  FormData: (_, random) => ({
    form: random.pick(["daftar", "alamat", "kontak"]),
    fields: random.int(2, 12),
  }),
  SearchData: (_, random) => ({ query: random.pick(QUERIES), results: random.int(0, 500) }),
  ApiCallData: ({ status }, random) => ({
    method: random.pick(["GET", "POST", "PUT", "DELETE"]),
    path: `/api${random.pick(PATHS)}`,
    status_code: status === "failed" ? random.pick([400, 404, 500, 503]) : random.pick([200, 201]),
    duration_ms: random.int(1, 3000),
  }),
  ErrorData: (_, random) => ({
    code: `E${random.int(100, 599)}`,
    severity: random.pick(["warning", "error", "critical"]),
  }),
};

function dataOf(event: RandomEvent, random: Random): AvroEventData {
  const name = EVENT_DATA_OF_TYPE[event.event_type];
  return { [`workshop.events.${name}`]: MAKERS[name](event, random) } as AvroEventData;
}
