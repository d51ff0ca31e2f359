import type { LabContext } from "../../lib/workshop/mod.ts";
import { interleaved, type Keyed, readAll, write } from "./keyed_log.ts";
import { numberedKeys } from "./keys.ts";
import { asRead, countsOf, inversions, skew, splitKeys } from "./order.ts";
import { placed } from "./placed.ts";

const PARTITIONS = 6;
const CUSTOMERS = 60;
const ROUNDS = 10;
const SALT = 3;

/** One way to choose partitions, and what it gave in a real log. */
interface Measured {
  readonly name: string;
  readonly counts: readonly number[];
  readonly late: number;
  readonly split: number;
}

/** What a key costs: as many records as its customer has, all in one partition. */
export async function spread(context: LabContext): Promise<void> {
  const { screen, random } = context;
  screen.heading("2. What order costs: one busy customer");
  screen.say(
    `${CUSTOMERS} customers, ${PARTITIONS} partitions. One of them is a shop that places as many ` +
      `orders as all the others together.`,
  );
  const customers = numberedKeys(random, CUSTOMERS);
  const shop = random.pick(customers);
  const orders = withBusy(customers, shop);
  const subject = await context.subject();
  const keys = orders.map(({ key }) => key);
  const byKey = await placed(context, subject, keys, PARTITIONS);
  const salted = keys.map((key, at) => key === shop ? `${key}#${at % SALT}` : key);
  const measured = [
    await measure(context, "in turn", orders, orders.map((_, at) => at % PARTITIONS)),
    await measure(context, "by key", orders, byKey),
    await measure(
      context,
      `busy key salted ×${SALT}`,
      orders,
      await placed(context, subject, salted, PARTITIONS),
    ),
  ];
  show(context, measured);
}

function withBusy(customers: readonly string[], shop: string): Keyed[] {
  const orders: Keyed[] = [];
  let busy = 0;
  for (const order of interleaved(customers.filter((each) => each !== shop), ROUNDS)) {
    orders.push(order, { key: shop, sequence: busy++ });
  }
  return orders;
}

async function measure(
  context: LabContext,
  name: string,
  orders: readonly Keyed[],
  partitions: readonly number[],
): Promise<Measured> {
  const topic = await context.topic("spread", PARTITIONS);
  const producer = await context.producer();
  await write(producer, topic, orders, partitions);
  const log = await readAll(context.kafka, topic);
  return {
    name,
    counts: countsOf(log.map(({ partition }) => partition), PARTITIONS),
    late: inversions(asRead(log, Array.from({ length: PARTITIONS }, (_, at) => at))),
    split: splitKeys(log),
  };
}

function show({ screen }: LabContext, measured: readonly Measured[]): void {
  for (const { name, counts } of measured) {
    screen.line();
    screen.line(screen.pen.bold(`Records per partition, ${name}`));
    screen.bars(counts.map((value, partition) => ({ label: `partition ${partition}`, value })), {
      full: Math.max(...measured.flatMap((each) => each.counts)),
    });
  }
  screen.line();
  screen.table(
    [
      { title: "placed" },
      { title: "fullest / average", align: "right" },
      { title: "keys split", align: "right" },
      { title: "read late", align: "right" },
    ],
    measured.map(({ name, counts, split, late }) => [name, skew(counts).toFixed(2), split, late]),
  );
  screen.line();
  screen.say(
    "Nothing has both: a key's order is kept by one partition, and one partition is read by one " +
      "consumer at a time. Salting a busy key spreads it and gives up the order of that key; so " +
      "does any other way to spread it.",
  );
}
