import { type Random, shuffled } from "../../lib/core/mod.ts";

/** An order as the shop sends it. */
export interface Order {
  readonly order_id: string;
  readonly user: string;
  readonly item: string;
  readonly quantity: number;
}

/** The order that the shop's first customer placed. */
export const FIRST_ORDER: Order = {
  order_id: "f47ac10b-58cc-4372-a567-0e02b2c3d479",
  user: "HAKKACHE",
  item: "MONITOR",
  quantity: 1,
};

/** An order as one line that can be wrapped. */
export function orderText(order: unknown): string {
  return JSON.stringify(order).replaceAll(',"', ', "').replaceAll('":', '": ');
}

const USERS = ["HAKKACHE", "Ayu", "Budi", "Citra", "Jürgen", "Þórunn", "東京商店"];
/** Names that code takes for something else, or makes tidy, although they are names. */
const ODD_USERS = ["", " Ayu ", "Jose\u0301", "constructor", "a/b~c?d=%20", "x".repeat(300)];
const ITEMS = ["MONITOR", "KEYBOARD", "USB-C cable, 2 m", 'TV 55"', "カメラ", "back\\slash\n"];
/** Whole numbers, the odd ones too. */
const QUANTITIES = [0, 1, 99, Number.MAX_SAFE_INTEGER];

/** Orders with random ids, some with text that a careless encoding would spoil. */
export function randomOrders(random: Random, count: number): Order[] {
  return Array.from({ length: count }, () => ({
    order_id: random.uuid(),
    user: random.pick(USERS),
    item: random.pick(ITEMS),
    quantity: random.int(1, 99),
  }));
}

/**
 * An order of each customer, in random order, with each item and each quantity, and every second id
 * in capitals; their keys reach each of three partitions.
 */
export function ordersOfAll(random: Random): Order[] {
  const orders = [...USERS, ...ODD_USERS].map((user, at) => {
    const id = random.uuid();
    return {
      order_id: at % 2 === 0 ? id : id.toUpperCase(),
      user,
      item: ITEMS[at % ITEMS.length]!,
      quantity: QUANTITIES[at % QUANTITIES.length]!,
    };
  });
  return shuffled(random, orders);
}

/** Some orders of one customer. */
export function ordersOfOne(random: Random, count: number): Order[] {
  const user = random.pick(USERS);
  return randomOrders(random, count).map((order) => ({ ...order, user }));
}
