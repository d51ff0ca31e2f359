import { waitFor } from "../../lib/core/mod.ts";
import type { Acks } from "../../lib/kafka/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { copiesByKey, randomOrders } from "./orders.ts";
import { openShop } from "./shop.ts";

const ORDERS = 24;
const EVERY = 3;

/** What became of the orders of one producer. */
interface Seen {
  readonly acks: Acks;
  readonly resolved: number;
  readonly inLog: number;
  /** Promises that resolved although the log does not hold the order. */
  readonly missing: number;
}

/** Requests are lost on their way: who knows it? */
export async function lostRequests(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("1. Requests are lost on their way");
  screen.say(
    `${ORDERS} orders, one request each. Every third request is lost with its connection before ` +
      `the broker sees it. Three producers: acks 0, acks 1, acks all (idempotent).`,
  );
  await context.predict({
    id: "acks-0",
    question: `With acks 0, how many of the ${ORDERS} promises resolve?`,
    choices: [
      `${ORDERS - ORDERS / EVERY}: those whose record is stored`,
      `All ${ORDERS}`,
      "None: nobody answers",
    ],
  });
  const all: Seen[] = [];
  for (const acks of [0, 1, "all"] as const) all.push(await place(context, acks));
  screen.line();
  screen.table(
    [
      { title: "acks" },
      { title: "promises resolved", align: "right" },
      { title: "rejected", align: "right" },
      { title: "in the log", align: "right" },
      { title: "resolved, not in the log", align: "right" },
    ],
    all.map(({ acks, resolved, inLog, missing }) => [
      String(acks),
      resolved,
      ORDERS - resolved,
      inLog,
      missing,
    ]),
  );
  const [none] = all;
  await context.seen(
    "acks-0",
    `${none!.resolved} of ${ORDERS} resolved, and ${none!.missing} of these orders are nowhere. ` +
      `With acks 0 "resolved" means that the bytes were handed to the machine`,
  );
  screen.say(
    "With acks 1 the producer noticed each loss and said so. With acks all it was idempotent too, " +
      "so it could send the same batch again by itself, and nobody had to notice anything.",
  );
}

async function place(context: LabContext, acks: Acks): Promise<Seen> {
  const topic = await context.topic(`acks-${acks}`);
  const resolved: string[] = [];
  {
    await using shop = await openShop(context, { acks });
    const orders = randomOrders(context.random, topic, { count: ORDERS });
    for (const [at, order] of orders.entries()) {
      const before = shop.traffic.requests.length;
      const lost = at % EVERY === 1 ? shop.faults.loseRequests("Produce", 1) : undefined;
      if (await shop.place(order)) resolved.push(order.key);
      // What acks 0 has sent is seen later than its promise resolves; or never, when it was written
      // into a connection that was lost a moment ago.
      const isSeen = () => shop.traffic.requests.length > before;
      await waitFor(isSeen, { what: "the request", timeoutMs: 2000 }).catch(() => {});
      if (lost !== undefined) await waitFor(() => lost.fired > 0, { what: "the loss" });
      lost?.end();
    }
    // Nobody says when the last of acks 0 is stored: one more that is acknowledged gives it time.
    const [last] = randomOrders(context.random, topic, { count: 1 });
    const producer = await context.producer();
    await producer.send(last!);
  }
  const log = await copiesByKey(context.kafka, topic);
  return {
    acks,
    resolved: resolved.length,
    inLog: log.size - 1,
    missing: resolved.filter((key) => !log.has(key)).length,
  };
}
