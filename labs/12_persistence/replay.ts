import type { LabContext } from "../../lib/workshop/mod.ts";
import { type Clerk, localClerk } from "./clerk.ts";
import type { DocumentStore } from "./document_store.ts";
import { work } from "./group.ts";
import { orderTopic, placeOf, readOrders } from "./orders.ts";
import { withStore } from "./stores.ts";
import { WAYS } from "./ways.ts";

const RECORDS = 30;
const COMMIT_AFTER = 6;
const KILL_AFTER = 14;

/** A group whose members die before their commit, and a store that is written by upsert and add. */
export async function replay(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("1. Killed between the store and the commit");
  screen.say(
    `${RECORDS} records about orders of three shops. A member of a group upserts the order, adds to ` +
      `the shop's counters, and commits after ${COMMIT_AFTER} records; after ${KILL_AFTER} it is ` +
      "killed. So is the next one. A third one reads to the end.",
  );
  await context.predict({
    id: "upsert",
    question:
      "Each order is written by an upsert, with its id. What does the store say in the end?",
    choices: [
      "All is right: an upsert makes it idempotent",
      "The orders are right, the shops' counters are not",
      "Orders are there twice",
    ],
  });
  const seen = await withStore(
    "SQLite",
    (store) => run(context, localClerk(WAYS[0]!.apply), store),
  );
  screen.line();
  screen.table(
    [{ title: "" }, { title: "in the log", align: "right" }, {
      title: "in the store",
      align: "right",
    }],
    [
      ["orders", seen.orders, seen.storedOrders],
      ["records, shops' events in all", RECORDS, seen.events],
      ["revenue", seen.revenue, seen.storedRevenue],
      ["deliveries", "", seen.deliveries],
    ],
  );
  await context.seen(
    "upsert",
    `${seen.storedOrders} orders of ${seen.orders}, and ${seen.events} events of ${RECORDS}: ` +
      `${seen.deliveries - RECORDS} records came twice. The upsert could be repeated, the sums not`,
  );
}

async function run(context: LabContext, clerk: Clerk, store: DocumentStore) {
  const topic = await orderTopic(context, RECORDS);
  const groupId = context.groupId("orders");
  const records = await readOrders(context.kafka, topic);
  const seen: string[] = [];
  for (const killAfter of [KILL_AFTER, KILL_AFTER, undefined]) {
    await work(context, {
      topic,
      groupId,
      commitAfter: COMMIT_AFTER,
      killAfter,
      async apply(record) {
        await clerk.apply(store, [record]);
        seen.push(placeOf(record));
      },
      isDone: () => records.every((record) => seen.includes(placeOf(record))),
    });
  }
  const shops = [...new Set(records.map(({ value }) => value.shop))];
  const orders = [...new Set(records.map(({ value }) => value.order))];
  const documents = await Promise.all(shops.map((shop) => store.get(`shop:${shop}`)));
  const stored = await Promise.all(orders.map((order) => store.get(`order:${order}`)));
  const sum = (field: string) =>
    documents.reduce((total, document) => total + Number(document?.value[field] ?? 0), 0);
  return {
    orders: orders.length,
    storedOrders: stored.filter((document) => document !== undefined).length,
    events: sum("events"),
    revenue: records.reduce((total, { value }) => total + value.amount, 0),
    storedRevenue: sum("revenue"),
    deliveries: seen.length,
  };
}
