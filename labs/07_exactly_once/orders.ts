import type { Random } from "../../lib/core/mod.ts";
import type { IsolationLevel, Kafka } from "../../lib/kafka/mod.ts";

/** An order, as it lies in the log; the learner's file says the same. */
export interface Order {
  readonly offset: bigint;
  readonly id: string;
  readonly customer: string;
  readonly amount: number;
}

/** A bill, as a reader finds it. */
export interface Bill {
  readonly partition: number;
  readonly offset: bigint;
  readonly customer: string;
  /** What it says, as it is written. */
  readonly text: string;
  /** Empty if it is none. */
  readonly order: string;
}

/** Names as people have them, and one that an object has of its own. */
const CUSTOMERS = ["ana", "Ana", "Zoë/Bo", 'O"Hara, Jr.', "constructor"];
const decoder = new TextDecoder();

/** Made up orders, of one customer after another. Of three, the second is the first but for its id. */
export function randomOrders(random: Random, count: number, number = 1): Omit<Order, "offset">[] {
  const orders: Omit<Order, "offset">[] = [];
  let customer = random.int(0, CUSTOMERS.length - 1);
  for (let at = 0; at < count; at++) {
    const id = `order-${number + at}-"${random.int(1000, 9999)}"`;
    if (at % 3 === 1) {
      orders.push({ ...orders[at - 1]!, id });
      continue;
    }
    customer = (customer + 1) % CUSTOMERS.length;
    orders.push({ id, customer: CUSTOMERS[customer]!, amount: random.int(0, 50_000) / 100 });
  }
  return orders;
}

/** The orders that the log holds at a place. */
export async function ordersIn(
  kafka: Kafka,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<Order[]> {
  const found: Order[] = [];
  for await (const { offset, value } of kafka.read({ topic, partitions: [partition] })) {
    found.push({ ...JSON.parse(decoder.decode(value!)), offset });
  }
  return found;
}

/** The bills that a reader sees. */
export async function billsIn(
  kafka: Kafka,
  topic: string,
  isolationLevel: IsolationLevel = "read_committed",
): Promise<Bill[]> {
  const found: Bill[] = [];
  for await (const record of kafka.read({ topic, isolationLevel })) {
    const { partition, offset, key, value } = record;
    const customer = key === null ? "" : decoder.decode(key);
    const text = value === null ? "" : decoder.decode(value);
    found.push({ partition, offset, customer, text, order: orderOf(text) });
  }
  return found;
}

/** What is written on the bill of an order, whatever the order of the two fields. */
export function isBillOf({ id, customer, amount }: Order, bill: Bill): boolean {
  const said = JSON.parse(bill.text);
  return bill.customer === customer && said.order === id && said.amount === amount &&
    Object.keys(said).length === 2;
}

function orderOf(text: string): string {
  try {
    return String(JSON.parse(text).order ?? "");
  } catch {
    return "";
  }
}
