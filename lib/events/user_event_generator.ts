import { type Clock, type Random, systemClock } from "../core/mod.ts";
import type { UserAction, UserEvent } from "./user_event.ts";
import { weighted } from "./weighted.ts";

/** Visitors at the same time; when one leaves, another comes. */
const VISITORS = 40;
/** What a visitor does, in a hundred steps. */
const STEPS: readonly (readonly [UserAction, number])[] = [
  ["click", 45],
  ["purchase", 12],
  ["page_view", 43],
];
/** After how many steps in a hundred a visitor leaves. */
const LEAVES = 10;

const PAGES = ["/", "/cart", "/help", "/offers", "/products/7", "/products/12", "/search"];

interface Visitor {
  readonly userId: string;
  readonly sessionId: string;
  isNew: boolean;
}

/** What a generator is made of. */
export interface UserEventGeneratorOptions {
  /** Where chance comes from; a seeded one repeats every event. */
  readonly random: Random;
  /** Gives the events their time. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * Makes the events of visitors who sign up or come back, look around, click, buy and leave: each is
 * valid against `schemas/user_event.schema.json`, and a visit's events share its session.
 */
export class UserEventGenerator {
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #visitors: Visitor[];
  #users = 0;

  /** A seeded `random` and a standing clock repeat the same events. */
  constructor({ random, clock = systemClock }: UserEventGeneratorOptions) {
    this.#random = random;
    this.#clock = clock;
    this.#visitors = Array.from({ length: VISITORS }, () => this.#arrival());
  }

  /** One more event, of now. */
  next(): UserEvent {
    const random = this.#random;
    const at = random.int(0, VISITORS - 1);
    const visitor = this.#visitors[at]!;
    const event = this.#stepOf(visitor);
    if (random.int(1, 100) <= LEAVES) this.#visitors[at] = this.#arrival();
    return {
      user_id: visitor.userId,
      event,
      event_id: random.uuid(),
      timestamp: new Date(this.#clock.now()).toISOString(),
      session_id: visitor.sessionId,
      ...(event === "purchase"
        ? { amount: random.int(500, 150_000) / 100 }
        : { page: random.pick(PAGES) }),
    };
  }

  #stepOf(visitor: Visitor): UserAction {
    if (visitor.isNew) {
      visitor.isNew = false;
      return "signup";
    }
    return weighted(STEPS, this.#random);
  }

  /** Every third visitor has never been here. */
  #arrival(): Visitor {
    const random = this.#random;
    const isNew = this.#users === 0 || random.int(1, 3) === 1;
    const number = isNew ? ++this.#users : random.int(1, this.#users);
    return { userId: String(100 + number), sessionId: random.uuid(), isNew };
  }
}
