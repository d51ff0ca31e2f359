import { type Check, demandFired, fail, pass } from "../../lib/workshop/mod.ts";
import { recordsOf, usedTopic } from "./order_log.ts";
import { randomOrders } from "./orders.ts";
import { errorFacts, isFail, openDesk, placedBy } from "./place.ts";

/** By the clock of the task's timers a minute: longer than people wait, not than the producer does. */
const SLOW_MS = 1500;
const TIMER_PACE = 40;
const PATIENT = { deliveryTimeoutMs: 15_000, timeLimitMs: 20_000, timerPace: TIMER_PACE };

/** Lets the broker store the order at once and keeps its answer back. */
export const slowAnswer: Check = {
  id: "slow-answer",
  claim: "However late the broker's answer is, it is waited for while the producer waits",
  async run(context) {
    const topic = await usedTopic(context);
    const { faults, subject, place } = await openDesk(context, PATIENT);
    const [order] = randomOrders(context.random, 1);
    const slow = faults.delayAnswers("Produce", SLOW_MS);
    const outcome = await place(order!, topic);
    slow.end();
    const [record] = await recordsOf(context.kafka, topic, order!);
    if (outcome.outcome === "threw" && record !== undefined) {
      const { partition, offset } = record;
      return fail({
        happened: `The order lies at offset ${offset} of partition ${partition}, and ` +
          `placeOrder() gave up with "${outcome.error.message}" before the broker's answer came, ` +
          `${SLOW_MS / 1000} s later. That is a minute to the timers of your file, which run ` +
          `${TIMER_PACE} times as fast here. A deadline of your own tells the customer less than ` +
          "is known: the producer has one (deliveryTimeoutMs), and its error says what is certain",
        anomaly: "stored, and given up",
        evidence: { topic, partition, offset, id: order!.order_id, ...errorFacts(outcome.error) },
        fault: slow.description,
      });
    }
    const placed = placedBy(subject, outcome);
    if (isFail(placed)) return placed;
    const evidence = { ...placed, id: order!.order_id };
    if (record?.partition === placed.partition && record.offset === placed.offset) {
      demandFired(slow);
      return pass(evidence);
    }
    return fail({
      happened: `placeOrder() named offset ${placed.offset} of partition ${placed.partition}, ` +
        `and the order does not lie there: it did not wait for the answer that tells the place`,
      anomaly: "phantom record",
      evidence,
      fault: slow.description,
    });
  },
};
