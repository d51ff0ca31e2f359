import type { LabContext } from "../../lib/workshop/mod.ts";
import { interleaved, readAll, write } from "./keyed_log.ts";
import { numberedKeys } from "./keys.ts";
import { asRead, inversions, splitKeys } from "./order.ts";
import { placed } from "./placed.ts";

const BEFORE = 3;
const AFTER = 6;
const CUSTOMERS = 40;
const ROUNDS = 4;

/** Partitions are added to a topic that is in use: keys move, and their order breaks. */
export async function growth(context: LabContext): Promise<void> {
  const { screen, random } = context;
  screen.heading("3. Partitions are added while orders come in");
  screen.say(
    `${CUSTOMERS} customers place ${ROUNDS} orders each in a topic of ${BEFORE} partitions. Then ` +
      `it gets ${AFTER}, and they place ${ROUNDS} more.`,
  );
  await context.predict({
    id: "growth",
    question: `How many of the ${CUSTOMERS} customers write to another partition from then on?`,
    choices: ["None: a key has its partition", "About half", "All of them"],
  });
  const customers = numberedKeys(random, CUSTOMERS);
  const topic = await context.topic("growth", BEFORE);
  const subject = await context.subject();
  for (const [round, count] of [BEFORE, AFTER].entries()) {
    if (round > 0) await context.addPartitions(topic, count);
    const orders = interleaved(customers, ROUNDS, round * ROUNDS);
    const partitions = await placed(context, subject, orders.map(({ key }) => key), count);
    const producer = await context.producer();
    await write(producer, topic, orders, partitions);
  }
  const log = await readAll(context.kafka, topic);
  screen.line();
  screen.bars(Array.from({ length: AFTER }, (_, partition) => ({
    label: `partition ${partition}`,
    value: log.filter((record) => record.partition === partition).length,
    ...(partition < BEFORE ? {} : { note: "added" }),
  })));
  await context.seen(
    "growth",
    `${
      splitKeys(log)
    } of ${CUSTOMERS} customers moved: the remainder of the hash by ${AFTER} is not that by ` +
      `${BEFORE}. What they wrote before stays where it was`,
  );
  const upwards = Array.from({ length: AFTER }, (_, at) => at);
  const late = (order: readonly number[]) => inversions(asRead(log, order));
  screen.line();
  screen.table(
    [{ title: "a reader that takes" }, { title: "meets late", align: "right" }],
    [
      [`partitions 0 to ${AFTER - 1}`, `${late(upwards)} of ${log.length}`],
      [`partitions ${AFTER - 1} to 0`, `${late(upwards.toReversed())} of ${log.length}`],
    ],
  );
  screen.line();
  screen.say(
    "The same log, two readers. Which of them a consumer group is, is up to who owns which " +
      "partition and how far each one is. So choose the number of partitions for later, or let a " +
      "new topic take over.",
  );
}
