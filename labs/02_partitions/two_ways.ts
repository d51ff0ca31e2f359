import type { LabContext } from "../../lib/workshop/mod.ts";
import { interleaved, type KeyedRecord, readAll, write } from "./keyed_log.ts";
import { asRead, inversions, splitKeys } from "./order.ts";
import { placed } from "./placed.ts";

const CUSTOMERS = ["ayu", "budi", "dewi", "kartika", "hana"];
const ROUNDS = 9;
const PARTITIONS = 3;

/** The same orders, without a key and with one: what a reader meets. */
export async function twoWays(context: LabContext): Promise<void> {
  const { screen } = context;
  const orders = interleaved(CUSTOMERS, ROUNDS);
  screen.heading("1. The same orders, in turn and by key");
  screen.say(
    `${CUSTOMERS.length} customers place ${ROUNDS} orders each, one after another: a0 is ayu's ` +
      `first, h8 hana's last. They go to a topic of ${PARTITIONS} partitions.`,
  );
  await context.predict({
    id: "round-robin",
    question:
      `Each order goes to the next partition in turn. One reader takes all of it. How many ` +
      `of the ${orders.length} orders does it meet after a later one of the same customer?`,
    choices: ["None: Kafka is ordered", "A few, by chance", "More than half of them"],
  });
  const inTurn = orders.map((_, at) => at % PARTITIONS);
  const first = await stored(context, "in-turn", inTurn);
  show(context, "In turn, without a key", first);
  await context.seen(
    "round-robin",
    `${
      late(first)
    } of ${orders.length} were read late. Each partition kept its own order; nobody promises ` +
      `anything between two of them`,
  );
  const subject = await context.subject();
  const byKey = await placed(context, subject, orders.map(({ key }) => key), PARTITIONS);
  const second = await stored(context, "by-key", byKey);
  screen.line();
  show(context, `By key, placed by ${context.author}`, second);
  screen.say(
    `${late(second)} of ${orders.length} late, ${splitKeys(second)} customers in more than one ` +
      `partition. The order of one customer holds because all of it lies in one partition.`,
  );
}

async function stored(
  context: LabContext,
  purpose: string,
  partitions: readonly number[],
): Promise<KeyedRecord[]> {
  const topic = await context.topic(purpose, PARTITIONS);
  const producer = await context.producer();
  await write(producer, topic, interleaved(CUSTOMERS, ROUNDS), partitions);
  return await readAll(context.kafka, topic);
}

function show({ screen }: LabContext, title: string, log: readonly KeyedRecord[]): void {
  screen.line(screen.pen.bold(title));
  screen.strip(Array.from({ length: PARTITIONS }, (_, partition) => ({
    label: `partition ${partition}`,
    cells: log.filter((record) => record.partition === partition)
      .map(({ key, sequence }) => `${key[0]}${sequence}`),
  })));
}

/** The reader takes partition 0, then 1, then 2: one of many orders in which they can be read. */
function late(log: readonly KeyedRecord[]): number {
  return inversions(asRead(log, [0, 1, 2]));
}
