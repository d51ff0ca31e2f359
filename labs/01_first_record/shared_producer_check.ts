import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { usedTopic } from "./order_log.ts";
import { randomOrders } from "./orders.ts";
import { isFail, openDesk, placedBy } from "./place.ts";

/** How long the other order waits for its topic: long beside one answer of the broker. */
const TOPIC_TIMEOUT_MS = 3000;

/** Lets another order wait in the producer, for a topic that nobody has made. */
export const waitsForItsOwn: Check = {
  id: "waits-for-its-own",
  claim: "It waits for its own order, not for others that the shared producer still has",
  async run(context) {
    const topic = await usedTopic(context);
    const missing = `${topic}-later`;
    const { subject, deliveries, place } = await openDesk(context, {
      topicTimeoutMs: TOPIC_TIMEOUT_MS,
      timeLimitMs: 10_000,
    });
    const [other, own] = randomOrders(context.random, 2);
    // It ends with the process, which is not waited for.
    place(other!, missing).catch(() => {});
    const outcome = await place(own!, topic);
    const gaveUp = deliveries.some(({ record }) => record.topic === missing);
    const placed = placedBy(subject, outcome);
    await subject.kill();
    if (isFail(placed)) return placed;
    const evidence = { ...placed, id: own!.order_id, other: `for ${missing}` };
    if (!gaveUp) return pass(evidence);
    return fail({
      happened: `The order lies at offset ${placed.offset} of partition ${placed.partition}, and ` +
        `placeOrder() did not say so before another order was given up, whose topic does not ` +
        `exist. The producer is shared: what waits until all of it is sent waits for the slowest ` +
        `of all customers. The promise of send() is about one record`,
      anomaly: "waits for strangers",
      evidence,
      fault: `another order waits for the topic ${missing}, which nobody makes`,
    });
  },
};
