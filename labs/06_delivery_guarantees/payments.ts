import type { Random } from "../../lib/core/mod.ts";
import type { Kafka } from "../../lib/kafka/mod.ts";
import { createTransactionalProducer } from "../../lib/producer/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";

/** An order to charge a card, as it lies in the log; the learner's file says the same. */
export interface Payment {
  readonly offset: bigint;
  readonly id: string;
  readonly card: string;
  readonly amount: number;
}

const decoder = new TextDecoder();

/**
 * Writes payments to a topic of one partition, in transactions of one or two, some of which are
 * aborted. Their markers, and what was aborted, are gaps between the offsets: of three payments in a
 * row one at least has a gap behind it. Of four in a row two have one card and one amount.
 */
export async function payments(context: RunContext, count: number): Promise<string> {
  const topic = await context.topic("payments");
  const transactionalId = `${topic}-shop`;
  const options = { transactionalId, lingerMs: 0 };
  await using shop = await createTransactionalProducer(context.kafka, options);
  const write = async (values: readonly string[], keep: boolean) => {
    const transaction = await shop.begin();
    await Promise.all(values.map((value) => transaction.send({ topic, partition: 0, value })));
    await (keep ? transaction.commit() : transaction.abort());
  };
  const { random } = context;
  const values = someValues(random, count);
  for (let at = 0; at < count;) {
    const size = Math.min(random.int(1, 2), count - at);
    await write(values.slice(at, at + size), true);
    at += size;
    if (random.next() < 0.2) await write([valueOf(count, somePayment(random))], false);
  }
  return topic;
}

/** Writes payments to a topic of one partition in a single batch, which is fetched as a whole. */
export async function paymentsAtOnce(context: RunContext, count: number): Promise<string> {
  const topic = await context.topic("payments");
  const producer = await context.producer();
  const values = someValues(context.random, count);
  await Promise.all(values.map((value) => producer.send({ topic, partition: 0, value })));
  return topic;
}

/** Every third customer buys the same thing twice: the card and the amount of the one before. */
function someValues(random: Random, count: number): string[] {
  let bought = somePayment(random);
  return Array.from({ length: count }, (_, at) => {
    if (at % 3 !== 2) bought = somePayment(random);
    return valueOf(at, bought);
  });
}

function somePayment(random: Random): Pick<Payment, "card" | "amount"> {
  return { card: `card-${random.int(1000, 9999)}`, amount: random.int(1, 500) };
}

function valueOf(number: number, payment: Pick<Payment, "card" | "amount">): string {
  return JSON.stringify({ id: `payment:${number}`, ...payment });
}

/** All payments that the log holds, as a fresh reader sees them. */
export async function paymentsIn(kafka: Kafka, topic: string): Promise<Payment[]> {
  const found: Payment[] = [];
  for await (const { offset, value } of kafka.read({ topic })) {
    found.push({ ...JSON.parse(decoder.decode(value!)), offset });
  }
  return found;
}
