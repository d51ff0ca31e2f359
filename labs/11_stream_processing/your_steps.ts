import type { LabContext } from "../../lib/workshop/mod.ts";
import {
  type Arrival,
  batchOf,
  closing,
  delayed,
  randomPayments,
  told,
  withWatermarks,
} from "./payments.ts";
import { takeSteps } from "./stepping.ts";
import { GRACE_MS, type Payment, WINDOW_MS } from "./stub.ts";
import { paymentTopic, readArrivals } from "./topic.ts";

const PAYMENTS = 80;

/** One stream in four orders of arrival, through the learner's step. */
export async function yourSteps(context: LabContext): Promise<void> {
  const { screen, random, author } = context;
  screen.heading("3. The same payments in four orders");
  screen.say(
    `${PAYMENTS} payments go through step(), written by ${author}, in four orders. What should ` +
      "come out is what a look at all of them comes to.",
  );
  await context.predict({
    id: "orders",
    question: "One partition is read to its end before the next one is begun. How many are late?",
    choices: ["None", "Those of the partitions read last", "About half"],
  });
  const payments = randomPayments(random, PAYMENTS);
  const topic = await paymentTopic(context, payments);
  const orders: [string, readonly Arrival[]][] = [
    ["in the order of their times", withWatermarks(payments)],
    ["shuffled inside the grace", withWatermarks(delayed(payments, GRACE_MS, random))],
    ["one partition after the other", await readArrivals(context, topic)],
    ["up to two minutes behind", withWatermarks(delayed(payments, 2 * WINDOW_MS, random))],
  ];
  const rows: (string | number)[][] = [];
  for (const [name, arrivals] of orders) {
    rows.push([name, ...await counted(context, [...arrivals, closing(payments)], payments)]);
  }
  screen.line();
  screen.table(
    [
      { title: "order" },
      { title: "results", align: "right" },
      { title: "in windows", align: "right" },
      { title: "late", align: "right" },
      { title: "as the batch" },
    ],
    rows,
  );
  screen.say("A look at all payments calls none late: where some are, the two differ.");
  await context.seen(
    "orders",
    `${
      rows[2]![3]
    } were late, one partition read after the other. A partition that is behind holds ` +
      "the watermark back for all; whoever goes by the latest time that it has seen itself throws " +
      "the rest away",
  );
}

async function counted(
  context: LabContext,
  arrivals: readonly Arrival[],
  payments: readonly Payment[],
): Promise<(string | number)[]> {
  const steps = await takeSteps(await context.subject(), arrivals);
  if ("problem" in steps) return ["", "", "", steps.problem.anomaly];
  const results = steps.taken.flatMap((taken) => taken.results);
  const inWindows = results.reduce((sum, { count }) => sum + count, 0);
  const late = steps.taken.filter((taken) => taken.late).length;
  const same = results.map(told).join() === batchOf(payments).map(told).join();
  return [results.length, inWindows, late, same ? "yes" : "no"];
}
