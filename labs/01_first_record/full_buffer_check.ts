import { waitFor } from "../../lib/core/mod.ts";
import { type Check, demandFired, fail, pass } from "../../lib/workshop/mod.ts";
import { usedTopic } from "./order_log.ts";
import { randomOrders } from "./orders.ts";
import { errorFacts, openDesk } from "./place.ts";
import { wrongError } from "./thrown.ts";

/** Room for some orders, and a line in which as many wait. */
const ROOM_BYTES = 1000;
/** Far more than room and line hold. */
const ORDERS = 20;
const PATIENT = { deliveryTimeoutMs: 15_000, timeLimitMs: 20_000 };

/** More orders than the producer has room for, while the broker hears nothing of them. */
export const fullBuffer: Check = {
  id: "full-buffer",
  claim: "When the producer has no room for an order, its error comes through, with no second send",
  async run(context) {
    const topic = await usedTopic(context);
    const desk = await openDesk(context, { ...PATIENT, maxBufferedBytes: ROOM_BYTES });
    const { faults, subject, deliveries, place } = desk;
    const orders = randomOrders(context.random, ORDERS);
    const held = faults.holdRequests("Produce");
    const placing = orders.map((order) => place(order, topic));
    await waitFor(() => held.fired > 0, { what: held.description, signal: context.signal });
    await subject.rest();
    held.end();
    const outcomes = await Promise.all(placing);
    demandFired(held);
    const evidence = { topic, orders: ORDERS, sends: deliveries.length };
    const fault = `${held.description}, and the producer has room for ${ROOM_BYTES} bytes`;
    if (deliveries.length > ORDERS) {
      return fail({
        happened: `The producer had no room for some of ${ORDERS} orders and said so, and ` +
          `placeOrder() called send() ${deliveries.length} times. Orders that wait in your code ` +
          "for room are a second buffer without a limit, and their customers wait without an " +
          "answer: refused is not stored, and whether to try again is for the caller",
        anomaly: "sent again unasked",
        evidence,
        fault,
      });
    }
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.outcome === "returned") continue;
      const problem = wrongError(outcome.error, deliveries);
      if (problem === undefined) continue;
      const facts = { ...evidence, id: orders[at]!.order_id, ...errorFacts(outcome.error) };
      return fail({ ...problem, evidence: facts, fault });
    }
    return pass(evidence);
  },
};
