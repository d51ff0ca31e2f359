import { type Check, fail, type Outcome, pass } from "../../lib/workshop/mod.ts";
import { recordsOf, usedTopic } from "./order_log.ts";
import { randomOrders } from "./orders.ts";
import { errorFacts, isDeliveryError, isFail, openDesk, placedIn } from "./place.ts";

/** Nothing can be sent anyway: so short that several tries in a row fit into a call. */
const IMPATIENT = { deliveryTimeoutMs: 500 };

/** Lets nobody through to the broker. */
export const refusedBroker: Check = {
  id: "refused-broker",
  claim: "When no broker can be reached, the producer's error comes through, with no second send",
  async run(context) {
    const topic = await usedTopic(context);
    let sends = 0;
    const { faults, place } = await openDesk(context, { ...IMPATIENT, onDelivery: () => sends++ });
    const [order] = randomOrders(context.random, 1);
    const refused = faults.refuse();
    const outcome = await place(order!, topic);
    await refused.end();
    const found = await recordsOf(context.kafka, topic, order!);
    const evidence = { topic, id: order!.order_id, records: found.length, sends };
    const fault = refused.description;
    if (outcome.outcome === "returned") {
      const placed = placedIn(outcome.value);
      return fail({
        happened: `No broker could be reached, and placeOrder() resolved all the same: a phantom ` +
          `record. Its caller now believes that the order is stored`,
        anomaly: "phantom record",
        evidence: { ...evidence, ...(isFail(placed) ? placed.evidence : placed) },
        fault,
      });
    }
    if (!isDeliveryError(outcome.error)) {
      return fail({
        happened: `placeOrder() threw "${outcome.error.message}", which is not the producer's ` +
          `DeliveryError: its code and its definite are lost, and with them what the caller must ` +
          `know to decide whether to try again`,
        anomaly: "error without a type",
        evidence: { ...evidence, ...errorFacts(outcome.error) },
        fault,
      });
    }
    if (sends > 1) {
      return fail({
        happened: `The order was not stored, and placeOrder() called send() ${sends} times. The ` +
          `producer had tried all the time that it has by itself: whether to try once more is for ` +
          `the caller, who knows if anybody still waits for the order`,
        anomaly: "sent again unasked",
        evidence: { ...evidence, ...errorFacts(outcome.error) },
        fault,
      });
    }
    const stale = await placedLater({ place: () => place(order!, topic), sends: () => sends });
    if (!stale) return pass({ ...evidence, ...errorFacts(outcome.error) });
    return fail({
      happened: `The broker is back, the order was placed once more, and placeOrder() gave the ` +
        `old error without calling send(): it remembers what became of the order. The customer ` +
        `who was told "not stored" may try as often as they like, it never will be`,
      anomaly: "remembered failure",
      evidence: { ...evidence, ...errorFacts(outcome.error) },
      fault: `${fault}, until the first try has failed`,
    });
  },
};

/** Places an order that was not stored again; whether it fails without being sent at all. */
async function placedLater(again: {
  readonly place: () => Promise<Outcome>;
  readonly sends: () => number;
}): Promise<boolean> {
  const before = again.sends();
  const outcome = await again.place();
  return outcome.outcome === "threw" && again.sends() === before;
}
