import { type Clock, type Random, systemClock } from "../core/mod.ts";
import { CITIES } from "./cities.ts";
import {
  DEVICE_TYPES,
  type EventStatus,
  eventTimestamp,
  type EventType,
  type RandomEvent,
} from "./random_event.ts";
import { USER_AGENTS } from "./user_agents.ts";
import { weighted } from "./weighted.ts";

/** How often a type comes, against the others, and its lowest and highest value in cents. */
interface Habit {
  readonly weight: number;
  readonly cents: readonly [low: number, high: number];
}

const HABITS: Readonly<Record<EventType, Habit>> = {
  user_login: { weight: 7, cents: [0, 100] },
  user_logout: { weight: 5, cents: [0, 100] },
  purchase: { weight: 8, cents: [1_000, 250_000] },
  add_to_cart: { weight: 9, cents: [500, 150_000] },
  remove_from_cart: { weight: 4, cents: [500, 150_000] },
  page_view: { weight: 24, cents: [0, 5_000] },
  click: { weight: 17, cents: [0, 1_000] },
  form_submit: { weight: 5, cents: [0, 2_000] },
  search: { weight: 8, cents: [0, 1_000] },
  api_call: { weight: 8, cents: [0, 20_000] },
  error: { weight: 3, cents: [0, 500] },
  session_timeout: { weight: 2, cents: [0, 0] },
};

const STATUSES: readonly (readonly [EventStatus, number])[] = [
  ["success", 86],
  ["pending", 6],
  ["failed", 5],
  ["cancelled", 3],
];

const TYPES: readonly (readonly [EventType, number])[] = Object.entries(HABITS)
  .map(([type, { weight }]) => [type as EventType, weight]);

/** What a generator is made of. */
export interface EventGeneratorOptions {
  /** Where chance comes from; a seeded one repeats every event. */
  readonly random: Random;
  /** Gives the events their time. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * Makes random Indonesian events, each valid against `schemas/random_event.schema.json`.
 *
 * @example
 * ```ts
 * import { seededRandom } from "../core/mod.ts";
 * import { EventGenerator } from "./event_generator.ts";
 *
 * const event = new EventGenerator({ random: seededRandom("a") }).next();
 * console.log(event.location.country); // Indonesia
 * ```
 */
export class EventGenerator {
  readonly #random: Random;
  readonly #clock: Clock;

  /** A seeded `random` and a standing clock repeat the same events. */
  constructor(options: EventGeneratorOptions) {
    this.#random = options.random;
    this.#clock = options.clock ?? systemClock;
  }

  /** One more event, of now. */
  next(): RandomEvent {
    const random = this.#random;
    const event_type = weighted(TYPES, random);
    const device_type = random.pick(DEVICE_TYPES);
    return {
      event_id: random.uuid(),
      event_type,
      user_id: random.int(1000, 9999),
      timestamp: eventTimestamp(this.#clock.now()),
      value: random.int(...HABITS[event_type].cents) / 100,
      status: statusOf(event_type, random),
      location: { city: random.pick(CITIES).city, country: "Indonesia" },
      device_type,
      metadata: {
        session_id: random.uuid(),
        ip_address: `192.168.1.${random.int(1, 254)}`,
        user_agent: random.pick(USER_AGENTS[device_type]),
      },
    };
  }
}

function statusOf(type: EventType, random: Random): EventStatus {
  if (type === "error") return "failed";
  return type === "session_timeout" ? "cancelled" : weighted(STATUSES, random);
}
