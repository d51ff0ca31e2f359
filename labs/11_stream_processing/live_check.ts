import { type Check, pass } from "../../lib/workshop/mod.ts";
import { wrongLate, wrongMoment, wrongTotals } from "./judging.ts";
import { closing, expectedOf, randomPayments } from "./payments.ts";
import { takeSteps } from "./stepping.ts";
import { paymentTopic, readArrivals } from "./topic.ts";

const PAYMENTS = 90;

/** A real topic, one of whose partitions is read far behind the others. */
export const liveTopic: Check = {
  id: "live-topic",
  claim: "Read from a topic, one partition long after the others, the totals are those of the log",
  async run(context) {
    const payments = randomPayments(context.random, PAYMENTS);
    const topic = await paymentTopic(context, payments);
    const read = await readArrivals(context, topic);
    const arrivals = [...read, closing(payments)];
    const steps = await takeSteps(await context.subject(), arrivals);
    if ("problem" in steps) return steps.problem;
    const expected = expectedOf(arrivals);
    return wrongLate(steps.taken, expected) ??
      wrongTotals(steps.taken.flatMap((taken) => taken.results), payments) ??
      wrongMoment(steps.taken, expected) ??
      pass({ topic, payments: read.length });
  },
};
