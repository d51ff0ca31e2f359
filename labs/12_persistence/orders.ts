import type { Random } from "../../lib/core/mod.ts";
import type { Kafka } from "../../lib/kafka/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";
import type { DocumentStore } from "./document_store.ts";

/** What a record of the shop's topic says. */
export interface OrderEvent {
  readonly order: string;
  readonly shop: string;
  readonly status: string;
  readonly amount: number;
}

/** A record as it was read. */
export interface OrderRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly value: OrderEvent;
}

/** The partitions of the topics. */
export const PARTITIONS = 3;

const SHOPS = ["Bandung", "Medan", "Surabaya"];
const STATUSES = ["placed", "paid", "packed", "shipped", "returned"];
/** Packing brings nothing, and what comes back costs. */
const SIGNS: Readonly<Record<string, number>> = { packed: 0, returned: -1 };

/** A topic with records of random orders; each order's lie in one partition, each shop's in all. */
export async function orderTopic(
  context: RunContext,
  count: number,
  shops: readonly string[] = SHOPS,
): Promise<string> {
  const topic = await context.topic("orders", PARTITIONS);
  const producer = await context.producer();
  const events = randomEvents(context.random, count, shops);
  await Promise.all(
    events.map((event, at) =>
      producer.send({
        topic,
        partition: Number(event.order.split("-")[1]) % PARTITIONS,
        key: event.order,
        value: JSON.stringify(event),
        headers: [{ name: "sequence", value: new TextEncoder().encode(String(at)) }],
      })
    ),
  );
  return topic;
}

function randomEvents(random: Random, count: number, shops: readonly string[]): OrderEvent[] {
  const sent = new Map<string, number>();
  const orders = Math.ceil(count / 3);
  return Array.from({ length: count }, (_, at) => {
    // The first of them reach every partition and every shop.
    // The last of them are of one order, so that one at least comes to its end and goes back.
    const number = at < orders ? at : at > count - STATUSES.length ? 0 : random.int(0, orders - 1);
    const order = `o-${number}`;
    const step = sent.get(order) ?? 0;
    sent.set(order, step + 1);
    const status = step < STATUSES.length ? STATUSES[step]! : `changed ${step}`;
    const shop = shops[Math.floor(number / PARTITIONS) % shops.length]!;
    return { order, shop, status, amount: random.int(1, 500) * (SIGNS[status] ?? 1) };
  });
}

/** What the log holds, partition by partition in the order of offsets. */
export async function readOrders(kafka: Kafka, topic: string): Promise<OrderRecord[]> {
  const records: OrderRecord[] = [];
  for await (const { partition, offset, value } of kafka.read({ topic })) {
    records.push({ topic, partition, offset, value: JSON.parse(new TextDecoder().decode(value!)) });
  }
  return records;
}

/** Where a record lies, as text. */
export function placeOf({ partition, offset }: OrderRecord): string {
  return `${partition}/${offset}`;
}

/** Something in the store that is not as the records make it. */
export interface Difference {
  readonly id: string;
  readonly field: string;
  readonly expected: string | number;
  readonly found: string;
}

/** The first thing that differs from what these records make, however often they are in the list. */
export async function difference(
  store: DocumentStore,
  records: Iterable<OrderRecord>,
): Promise<Difference | undefined> {
  for (const [id, fields] of expected(records)) {
    const document = await store.get(id);
    for (const [field, value] of Object.entries(fields)) {
      const found = document?.value[field];
      if (found !== value) return { id, field, expected: value, found: shown(found) };
    }
  }
  return undefined;
}

/** Each document that these records make, with the fields that count. */
function expected(records: Iterable<OrderRecord>): Map<string, Record<string, string | number>> {
  const distinct = new Map([...records].map((record) => [placeOf(record), record]));
  const inOrder = [...distinct.values()].sort((a, b) => a.offset < b.offset ? -1 : 1);
  const documents = new Map<string, Record<string, string | number>>();
  for (const { value: { order, shop, status, amount } } of inOrder) {
    documents.set(`order:${order}`, { status });
    const { events = 0, revenue = 0 } = (documents.get(`shop:${shop}`) ?? {}) as {
      events?: number;
      revenue?: number;
    };
    documents.set(`shop:${shop}`, { events: events + 1, revenue: revenue + amount });
  }
  return documents;
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value)).slice(0, 60);
}

/** A difference as a sentence. */
export function told({ id, field, expected, found }: Difference): string {
  return `${id} has ${field} ${found}, and the records make it ${JSON.stringify(expected)}`;
}

/** What a difference is called: something was lost, counted again, or taken back. */
export function anomalyOf({ field, expected, found }: Difference): string {
  if (found === "nothing") return "lost effect";
  if (field === "status") return "older state";
  if (field !== "events") return "wrong sum";
  return Number(found) > Number(expected) ? "effect twice" : "lost effect";
}
