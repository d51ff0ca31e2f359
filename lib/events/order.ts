import type { Random } from "../core/mod.ts";
import { breakMessage, type Poison, type PoisonKind, type PoisonRecipe } from "./poison.ts";

/** An order, as the JSON text of the topic `orders` holds it. */
export interface Order {
  /** A UUID. */
  readonly order_id: string;
  /** Who orders. */
  readonly user: string;
  /** What is ordered. */
  readonly item: string;
  /** How many, a whole number from 1. */
  readonly quantity: number;
}

const USERS = ["HAKKACHE", "Amina", "Budi", "Chloé", "Dewi", "Erik", "Farid", "Gita"] as const;
const ITEMS = [
  "MONITOR",
  "KEYBOARD",
  "MOUSE",
  "HEADSET",
  "WEBCAM",
  "LAPTOP",
  "DOCK",
  "CABLE",
] as const;
const MOST = 5;

/** The order that is sent where nothing else is said: one monitor, under an id of its own. */
export function sampleOrder(random: Random): Order {
  return { order_id: random.uuid(), user: "HAKKACHE", item: "MONITOR", quantity: 1 };
}

/** Any order; a seeded `random` repeats it. */
export function randomOrder(random: Random): Order {
  return {
    order_id: random.uuid(),
    user: random.pick(USERS),
    item: random.pick(ITEMS),
    quantity: random.int(1, MOST),
  };
}

/** The text of an order's record: fields in their order, a blank after each comma and colon. */
export function orderText({ order_id, user, item, quantity }: Order): string {
  const fields = Object.entries({ order_id, user, item, quantity })
    .map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  return `{${fields.join(", ")}}`;
}

const BREAK: PoisonRecipe<Order> = {
  unknownType: { order_id: "the next one" },
  required: ["order_id", "user", "item", "quantity"],
  wrongType: ({ quantity }) => ({ quantity: String(quantity) }),
};

/**
 * Breaks a good order.
 *
 * @param kind Which way; chance decides when it is left out
 */
export function poisonFromOrder(order: Order, random: Random, kind?: PoisonKind): Poison {
  return breakMessage(order, BREAK, random, kind);
}
