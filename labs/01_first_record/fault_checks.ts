import {
  type Check,
  demandFired,
  type Fail,
  fail,
  pass,
  type ThrownError,
} from "../../lib/workshop/mod.ts";
import type { Delivery } from "../../lib/producer/mod.ts";
import { recordsOf, usedTopic } from "./order_log.ts";
import { randomOrders } from "./orders.ts";
import { errorFacts, isFail, openDesk, placedBy, placedIn } from "./place.ts";
import { remembered } from "./placed_again.ts";
import { wrongError } from "./thrown.ts";

const SLOW_MS = 400;

/** Makes the way to the broker slow, and looks into the log at the moment of the promise. */
export const waitsForAck: Check = {
  id: "waits-for-ack",
  claim: "The promise resolves when the broker has the order, not before",
  async run(context) {
    const topic = await usedTopic(context);
    const { faults, subject, place } = await openDesk(context);
    const [order] = randomOrders(context.random, 1);
    const slow = faults.delayRequests("Produce", SLOW_MS);
    const outcome = await place(order!, topic);
    const found = await recordsOf(context.kafka, topic, order!);
    slow.end();
    const placed = placedBy(subject, outcome);
    if (isFail(placed)) return placed;
    const evidence = { ...placed, id: order!.order_id };
    if (found.length > 0) {
      demandFired(slow);
      return pass({ ...evidence, records: found.length });
    }
    return fail({
      happened:
        `placeOrder() was done before the broker had heard of the order: when the promise ` +
        `resolved, the log did not hold it. Had this program been stopped then, the customer ` +
        `would have been told of an order that never was`,
      anomaly: "fire and forget",
      evidence,
      fault: slow.description,
    });
  },
};

/** Lets the broker store the order and loses all of its answers; then the order is placed again. */
export const lostAnswer: Check = {
  id: "lost-answer",
  claim: "When the broker's answer is lost, neither stored nor failed is claimed",
  async run(context) {
    const topic = await usedTopic(context);
    const desk = await openDesk(context);
    const [order] = randomOrders(context.random, 1);
    const lost = desk.faults.dropAnswers("Produce");
    const outcome = await desk.place(order!, topic);
    lost.end();
    const found = await recordsOf(context.kafka, topic, order!);
    const evidence = {
      topic,
      id: order!.order_id,
      records: found.length,
      ...(found[0] === undefined ? {} : { partition: found[0].partition, offset: found[0].offset }),
    };
    const fault = lost.description;
    if (found.length > 1) {
      return fail({
        happened: `The order lies in the log ${found.length === 2 ? "twice" : "many times"}: its ` +
          `first sending was stored, only the answer was lost. "Not known" is not "not stored": ` +
          `who sends again then makes two orders out of one`,
        anomaly: "duplicate record",
        evidence,
        fault,
      });
    }
    if (outcome.outcome === "returned") {
      const placed = placedIn(outcome.value);
      const holds = !isFail(placed) && found[0]?.partition === placed.partition &&
        found[0]?.offset === placed.offset;
      if (holds) return pass({ ...evidence, claimed: "stored" });
      return fail({
        happened: "No answer came back, so nobody could know where the order lies; placeOrder() " +
          "resolved all the same and named a place",
        anomaly: "phantom record",
        evidence,
        fault,
      });
    }
    demandFired(lost);
    const { error } = outcome;
    const facts = { ...evidence, ...errorFacts(error) };
    const problem = problemOf(error, { stored: found.length > 0, deliveries: desk.deliveries });
    if (problem !== undefined) return fail({ ...problem, evidence: facts, fault });
    return await remembered(desk, { order: order!, topic, told: "not known", fault }) ??
      pass(facts);
  },
};

function problemOf(
  error: ThrownError,
  { stored, deliveries }: { readonly stored: boolean; readonly deliveries: readonly Delivery[] },
): Pick<Fail, "happened" | "anomaly"> | undefined {
  if (error.definite !== true || !stored) return wrongError(error, deliveries);
  return {
    happened: `placeOrder() says for certain that the order was not stored, and it lies in the ` +
      `log. The customer will order again and get two. The producer had said "not known": ` +
      `pass its error on as it is`,
    anomaly: "false claim of failure",
  };
}
