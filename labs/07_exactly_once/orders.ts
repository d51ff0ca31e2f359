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
  readonly order: string;
  readonly amount: number;
}

const CUSTOMERS = ["ana", "bo", "chen", "dora", "emre"];
const decoder = new TextDecoder();

/** Made up orders, as JSON. Of three, the second is the first once more, but for its id. */
export function randomOrders(random: Random, count: number): Omit<Order, "offset">[] {
  const orders: Omit<Order, "offset">[] = [];
  for (let at = 0; at < count; at++) {
    const id = `order-${at + 1}-${random.int(1000, 9999)}`;
    const wish = { customer: random.pick(CUSTOMERS), amount: random.int(1, 500) };
    orders.push({ ...(at % 3 === 1 ? orders[at - 1]! : wish), id });
  }
  return orders;
}

/** The orders that the log holds. */
export async function ordersIn(kafka: Kafka, topic: string): Promise<Order[]> {
  const found: Order[] = [];
  for await (const { offset, value } of kafka.read({ topic })) {
    found.push({ ...JSON.parse(decoder.decode(value!)), offset });
  }
  return found;
}

/** The bills that a reader sees; what is no bill has an empty order. */
export async function billsIn(
  kafka: Kafka,
  topic: string,
  isolationLevel: IsolationLevel = "read_committed",
): Promise<Bill[]> {
  const found: Bill[] = [];
  for await (const record of kafka.read({ topic, isolationLevel })) {
    const { partition, offset, key, value } = record;
    const customer = key === null ? "" : decoder.decode(key);
    found.push({ partition, offset, customer, ...billOf(value) });
  }
  return found;
}

function billOf(value: Uint8Array | null): Pick<Bill, "order" | "amount"> {
  try {
    const { order, amount } = JSON.parse(decoder.decode(value!));
    return { order: String(order), amount: Number(amount) };
  } catch {
    return { order: "", amount: NaN };
  }
}
