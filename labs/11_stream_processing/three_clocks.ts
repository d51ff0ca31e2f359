import type { LabContext } from "../../lib/workshop/mod.ts";
import { BEGIN_MS, clock, randomPayments } from "./payments.ts";
import { type Payment, WINDOW_MS } from "./stub.ts";
import { KEEP_ALL } from "./topic.ts";

const PAYMENTS = 120;
const MINUTES = 6;
const OFFLINE_MS = 150_000;

/** One morning, counted by the clock on the wall, by arrival, and by the payments' own times. */
export async function threeClocks(context: LabContext): Promise<void> {
  const { screen, kafka, random } = context;
  screen.heading("1. Three clocks");
  screen.say(
    `${PAYMENTS} payments of a morning in June 2024. One till was offline and sent its payments ` +
      `${OFFLINE_MS / 1000} s later. The consumer was down, and reads them all now.`,
  );
  await context.predict({
    id: "clocks",
    question: "It counts payments a minute by the clock on its wall. What does the chart show?",
    choices: [
      `${MINUTES} minutes, nearly right`,
      "The right counts, a little later",
      "One minute in which everything happened",
    ],
  });
  const topic = await written(context, randomPayments(random, PAYMENTS, MINUTES));
  const wall = new Map<number, number>();
  const arrived = new Map<number, number>();
  const own = new Map<number, number>();
  for await (const { timestampMs, value } of kafka.read({ topic })) {
    const { timeMs } = JSON.parse(new TextDecoder().decode(value!)) as Payment;
    add(wall, Date.now());
    add(arrived, Number(timestampMs));
    add(own, timeMs);
  }
  const minutes = [...new Set([...own.keys(), ...arrived.keys()])].sort((a, b) => a - b);
  screen.line();
  screen.table(
    [
      { title: "minute" },
      { title: "by the wall", align: "right" },
      { title: "by arrival", align: "right" },
      { title: "by their own time", align: "right" },
    ],
    [
      ...minutes.map((at) => [clock(at), 0, arrived.get(at) ?? 0, own.get(at) ?? 0]),
      ...[...wall].map(([at, count]) => [`${clock(at)} today`, count, 0, 0]),
    ],
  );
  await context.seen(
    "clocks",
    `${wall.size === 1 ? "One minute" : `${wall.size} minutes`} with everything in it, and none ` +
      "of that morning. Read again tomorrow, it would be another. By arrival the offline till's " +
      "payments lie in the wrong minutes. Only their own times say the same each time",
  );
}

function add(counts: Map<number, number>, timeMs: number): void {
  const startMs = Math.floor(timeMs / WINDOW_MS) * WINDOW_MS;
  counts.set(startMs, (counts.get(startMs) ?? 0) + 1);
}

/** The payments in the order of their arrival, which is their records' timestamp. */
async function written(context: LabContext, payments: readonly Payment[]): Promise<string> {
  const topic = await context.topic("morning", 1, KEEP_ALL);
  const producer = await context.producer();
  const offline = payments[0]!.shop;
  const sent = payments
    .map((payment) => {
      const delay = payment.shop === offline ? OFFLINE_MS : context.random.int(0, 3000);
      return { payment, atMs: Math.max(BEGIN_MS, payment.timeMs) + delay };
    })
    .sort((a, b) => a.atMs - b.atMs);
  await Promise.all(sent.map(({ payment, atMs }) =>
    producer.send({
      topic,
      partition: 0,
      value: JSON.stringify(payment),
      timestampMs: atMs,
    })
  ));
  return topic;
}
