import { type Clock, type Random, systemClock } from "../core/mod.ts";
import type { ApplicationLog, ApplicationLogLevel } from "./application_log.ts";
import { weighted } from "./weighted.ts";

type Message = (random: Random) => string;

const SERVICES: Readonly<Record<string, Readonly<Record<string, readonly Message[]>>>> = {
  "auth-service": {
    INFO: [
      (r) => `User ${r.int(100, 999)} logged in`,
      (r) => `Token for user ${r.int(100, 999)} renewed`,
    ],
    WARN: [(r) => `${r.int(3, 6)} failed logins from 10.0.${r.int(0, 9)}.${r.int(1, 254)}`],
    ERROR: [() => "Directory server did not answer within 2000 ms"],
  },
  "order-service": {
    INFO: [
      (r) => `Order ${r.int(1000, 9999)} accepted`,
      (r) => `Order ${r.int(1000, 9999)} shipped`,
    ],
    WARN: [(r) => `Item ${r.int(1, 99)} is running out: ${r.int(1, 5)} left`],
    ERROR: [(r) => `Order ${r.int(1000, 9999)} could not be stored: connection reset`],
  },
  "payment-service": {
    INFO: [(r) => `Payment of ${(r.int(500, 90_000) / 100).toFixed(2)} settled`],
    WARN: [(r) => `Payment took ${r.int(1500, 4000)} ms`],
    ERROR: [(r) => `Card issuer refused payment: code ${r.int(10, 96)}`],
  },
  "web-frontend": {
    INFO: [(r) => `GET /products/${r.int(1, 99)} 200 in ${r.int(4, 90)} ms`],
    WARN: [(r) => `GET /search 200 in ${r.int(900, 2500)} ms`],
    ERROR: [(r) => `GET /cart 500: upstream closed the connection after ${r.int(1, 30)} s`],
  },
};

const NAMES = Object.keys(SERVICES);
/** How often a level comes, in a hundred messages. */
const LEVELS: readonly (readonly [ApplicationLogLevel, number])[] = [
  ["ERROR", 3],
  ["WARN", 12],
  ["INFO", 85],
];
/** One message in so many begins trouble, in which a service says little else than errors. */
const TROUBLE_EVERY = 400;
const TROUBLE_MESSAGES = 25;

/** What a generator is made of. */
export interface ApplicationLogGeneratorOptions {
  /** Where chance comes from; a seeded one repeats every message. */
  readonly random: Random;
  /** Gives the messages their time. @default {systemClock} */
  readonly clock?: Clock;
  /** How many messages come before the first trouble at the latest. @default {60} */
  readonly firstTroubleAfter?: number;
}

/**
 * Makes the log messages of several services on several hosts: most are `INFO`, and now and then a
 * service is in trouble and says error after error. Each is valid against
 * `schemas/application_log.schema.json`.
 */
export class ApplicationLogGenerator {
  readonly #random: Random;
  readonly #clock: Clock;
  /** Messages until trouble comes for sure; there is none for sure after the first. */
  #calmLeft: number;
  #troubled = "";
  #troubleLeft = 0;

  /** A seeded `random` and a standing clock repeat the same messages. */
  constructor(options: ApplicationLogGeneratorOptions) {
    const { random, clock = systemClock, firstTroubleAfter = 60 } = options;
    this.#random = random;
    this.#clock = clock;
    this.#calmLeft = firstTroubleAfter;
  }

  /** One more message, of now. */
  next(): ApplicationLog {
    const random = this.#random;
    this.#beginTrouble();
    const isTrouble = this.#troubleLeft > 0 && random.int(1, 2) === 1;
    if (isTrouble) this.#troubleLeft--;
    const service = isTrouble ? this.#troubled : random.pick(NAMES);
    const level = isTrouble ? "ERROR" : weighted(LEVELS, random);
    return {
      timestamp: new Date(this.#clock.now()).toISOString(),
      level,
      service,
      host: `${service}-${random.int(1, 2)}`,
      message: random.pick(SERVICES[service]![level]!)(random),
      trace_id: random.bytes(8).toHex(),
    };
  }

  #beginTrouble(): void {
    if (this.#troubleLeft > 0) return;
    const byChance = this.#random.int(1, TROUBLE_EVERY) === 1;
    if (!byChance && --this.#calmLeft !== -1) return;
    this.#calmLeft = Infinity;
    this.#troubled = this.#random.pick(NAMES);
    this.#troubleLeft = TROUBLE_MESSAGES;
  }
}
