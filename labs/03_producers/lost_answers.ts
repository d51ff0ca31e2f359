import { withDeadline } from "../../lib/core/mod.ts";
import type { ProducerOptions } from "../../lib/producer/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { copiesByKey, type OrderRecord, randomOrders } from "./orders.ts";
import { openShop, type Shop } from "./shop.ts";

const ORDERS = 24;
const EVERY = 3;
const TRIES = 4;

interface Way {
  readonly label: string;
  readonly options: ProducerOptions;
  /** Sends an order until it is acknowledged; `spoiled` says whether this one meets the fault. */
  place(shop: Shop, order: OrderRecord, spoiled: boolean): Promise<boolean>;
}

const WAYS: readonly Way[] = [
  { label: "acks 1", options: { acks: 1 }, place: againAndAgain },
  { label: "acks all", options: { acks: "all", idempotent: false }, place: againAndAgain },
  { label: "acks all, idempotent", options: { acks: "all" }, place: againAndAgain },
  { label: "  + own deadline", options: { acks: "all" }, place: impatient },
];

/** Answers are lost on their way back, and the shop sends again what was not acknowledged. */
export async function lostAnswers(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("2. Answers are lost on their way back");
  screen.say(
    `${ORDERS} orders again. The broker stores each of them, but every third answer is lost. The ` +
      `shop sends again whatever was not acknowledged.`,
  );
  await context.predict({
    id: "acks-all",
    question: `With acks all and without idempotence, how many orders lie in the log twice?`,
    choices: ["None: acks all is safe", `${ORDERS / EVERY}: those whose answer was lost`, "All"],
  });
  const seen = [];
  for (const way of WAYS) seen.push({ way, ...await place(context, way) });
  screen.line();
  screen.table(
    [
      { title: "producer" },
      { title: "acknowledged", align: "right" },
      { title: "Produce requests", align: "right" },
      { title: "records in the log", align: "right" },
    ],
    seen.map(({ way, acked, requests, records }) => [way.label, acked, requests, records]),
  );
  screen.line();
  screen.line("Orders that lie in the log more than once:");
  screen.bars(seen.map(({ way, repeated }) => ({ label: way.label, value: repeated })), {
    full: ORDERS,
  });
  await context.seen(
    "acks-all",
    `${seen[1]!.repeated}. acks says how many brokers must have a record before they answer; a ` +
      `lost answer is lost all the same. Only a batch that carries its producer's id and a ` +
      `sequence number can be recognised when it comes again`,
  );
  screen.say(
    `The last line is the same idempotent producer, but the answers were late instead of lost, and ` +
      `the shop did not wait: it called send() again after a deadline of its own. To Kafka that is ` +
      `another record, with the next sequence number.`,
  );
}

async function place(context: LabContext, way: Way) {
  const topic = await context.topic("answers");
  await using shop = await openShop(context, way.options);
  let acked = 0;
  const orders = randomOrders(context.random, topic, { count: ORDERS });
  for (const [at, order] of orders.entries()) {
    if (await way.place(shop, order, at % EVERY === 1)) acked++;
  }
  await shop.producer.flush();
  const log = await copiesByKey(context.kafka, topic);
  const copies = [...log.values()];
  return {
    acked,
    requests: shop.traffic.requests.length,
    records: copies.reduce((sum, count) => sum + count, 0),
    repeated: copies.filter((count) => count > 1).length,
  };
}

async function againAndAgain(shop: Shop, order: OrderRecord, spoiled: boolean): Promise<boolean> {
  const lost = spoiled ? shop.faults.dropAnswers("Produce", 1) : undefined;
  let acked = false;
  for (let attempt = 1; attempt <= TRIES && !acked; attempt++) acked = await shop.place(order);
  lost?.end();
  return acked;
}

async function impatient(shop: Shop, order: OrderRecord, spoiled: boolean): Promise<boolean> {
  if (!spoiled) return await shop.place(order);
  const slow = shop.faults.delayAnswers("Produce", 60);
  const first = shop.place(order);
  const inTime = await withDeadline(first, { what: "placing an order", timeoutMs: 20 })
    .catch(() => false);
  const acked = inTime || await shop.place(order);
  slow.end();
  return acked;
}
