import {
  type Check,
  type Facts,
  type Fail,
  fail,
  type Outcome,
  pass,
} from "../../lib/workshop/mod.ts";
import { recordsOf, usedTopic } from "./order_log.ts";
import { randomOrders } from "./orders.ts";
import { errorFacts, isFail, openDesk, placedIn } from "./place.ts";
import { remembered } from "./placed_again.ts";
import { wrongError } from "./thrown.ts";

/** Nothing can be sent anyway: so short that several tries in a row fit into a call. */
const IMPATIENT = { deliveryTimeoutMs: 500 };
/** So many fail that whoever counts failures has had enough of them. */
const ORDERS = 5;

/** Lets nobody through to the broker. */
export const refusedBroker: Check = {
  id: "refused-broker",
  claim: "When no broker can be reached, the producer's error comes through, with no second send",
  async run(context) {
    const topic = await usedTopic(context);
    const desk = await openDesk(context, IMPATIENT);
    const orders = randomOrders(context.random, ORDERS);
    const refused = desk.faults.refuse();
    const outcomes = await Promise.all(orders.map((order) => desk.place(order, topic)));
    await refused.end();
    const fault = refused.description;
    const sends = desk.deliveries.length;
    let evidence: Facts = {};
    for (const [at, order] of orders.entries()) {
      const found = await recordsOf(context.kafka, topic, order);
      evidence = { topic, id: order.order_id, records: found.length, sends };
      const problem = problemOf(outcomes[at]!, desk.deliveries);
      if (problem !== undefined) {
        return fail({ ...problem, evidence: { ...evidence, ...problem.evidence }, fault });
      }
    }
    if (sends > ORDERS) {
      return fail({
        happened: `The orders were not stored, and placeOrder() called send() ${sends} times for ` +
          `${ORDERS} of them. The producer had tried all the time that it has by itself: whether ` +
          `to try once more is for the caller, who knows if anybody still waits for the order`,
        anomaly: "sent again unasked",
        evidence,
        fault,
      });
    }
    const [order] = orders;
    return await remembered(desk, { order: order!, topic, told: "not stored", fault }) ??
      pass(evidence);
  },
};

/** What is wrong with what came of an order that nobody could be sent. */
function problemOf(
  outcome: Outcome,
  deliveries: Parameters<typeof wrongError>[1],
): Pick<Fail, "happened" | "anomaly" | "evidence"> | undefined {
  if (outcome.outcome === "threw") {
    const { error } = outcome;
    const problem = wrongError(error, deliveries);
    return problem && { ...problem, evidence: errorFacts(error) };
  }
  const placed = placedIn(outcome.value);
  return {
    happened: `No broker could be reached, and placeOrder() resolved all the same: a phantom ` +
      `record. Its caller now believes that the order is stored`,
    anomaly: "phantom record",
    evidence: isFail(placed) ? placed.evidence : { ...placed },
  };
}
