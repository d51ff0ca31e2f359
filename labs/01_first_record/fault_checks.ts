import { waitFor } from "../../lib/core/mod.ts";
import {
  type Check,
  type CheckContext,
  demandFired,
  type Fail,
  fail,
  type InjectedFault,
  type Outcome,
  pass,
  type ThrownError,
} from "../../lib/workshop/mod.ts";
import type { Delivery } from "../../lib/producer/mod.ts";
import { recordsOf, usedTopic } from "./order_log.ts";
import { type Order, randomOrders } from "./orders.ts";
import { type Desk, errorFacts, isFail, openDesk, placedBy, placedIn } from "./place.ts";
import { remembered } from "./placed_again.ts";
import { wrongError } from "./thrown.ts";

/** Who does not wait for the broker is done within this time, or soon. */
const HELD_MS = 400;
/** A busy machine may take longer for that than a producer otherwise tries. */
const PATIENT = { deliveryTimeoutMs: 8000, timeLimitMs: 10_000 };

/** Holds the way to the broker, and looks into the log at the moment of the promise. */
export const waitsForAck: Check = {
  id: "waits-for-ack",
  claim: "The promise resolves when the broker has the order, not before",
  async run(context) {
    const topic = await usedTopic(context);
    const desk = await openDesk(context, PATIENT);
    const [order] = randomOrders(context.random, 1);
    const held = desk.faults.holdRequests("Produce");
    const outcome = await placedWhile(held, context, { desk, order: order!, topic });
    const found = await recordsOf(context.kafka, topic, order!);
    held.end();
    const placed = placedBy(desk.subject, outcome);
    if (isFail(placed)) return placed;
    const evidence = { ...placed, id: order!.order_id };
    if (found.length > 0) {
      demandFired(held);
      return pass({ ...evidence, records: found.length });
    }
    return fail({
      happened:
        `placeOrder() was done before the broker had heard of the order: when the promise ` +
        `resolved, the log did not hold it. Had this program been stopped then, the customer ` +
        `would have been told of an order that never was`,
      anomaly: "fire and forget",
      evidence,
      fault: held.description,
    });
  },
};

/** Places an order whose request is held back until the promise is seen to wait for it. */
async function placedWhile(
  held: InjectedFault,
  { signal }: CheckContext,
  { desk, order, topic }: { readonly desk: Desk; readonly order: Order; readonly topic: string },
): Promise<Outcome> {
  let isDone = false;
  const placing = desk.place(order, topic).finally(() => isDone = true);
  placing.catch(() => {});
  await waitFor(() => isDone || held.fired > 0, { what: held.description, signal });
  await waitFor(() => isDone, { what: "the promise", timeoutMs: HELD_MS, signal }).catch(() => {});
  // Calls of nothing are answered behind a function that is done.
  await desk.subject.outcomes("placeOrder", []).catch(() => {});
  if (!isDone) held.end();
  return await placing;
}

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
