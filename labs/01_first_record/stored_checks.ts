import { equal } from "@std/assert";
import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { headerOf, orderIn, recordAt, textOf, usedTopic } from "./order_log.ts";
import { randomOrders } from "./orders.ts";
import { isFail, openDesk, placedBy } from "./place.ts";

const ORDERS = 6;

/** Reads the very offset that the learner's code gave. */
export const recordAtOffset: Check = {
  id: "record-at-offset",
  claim: "The record at the returned offset is the order",
  async run(context) {
    const topic = await usedTopic(context);
    const { subject, place } = await openDesk(context);
    let last = {};
    for (const order of randomOrders(context.random, ORDERS)) {
      const placed = placedBy(subject, await place(order, topic));
      if (isFail(placed)) return placed;
      const { partition, offset } = placed;
      const record = placed.topic === topic ? await recordAt(context.kafka, placed) : undefined;
      const evidence = { topic: placed.topic, partition, offset, id: order.order_id };
      if (record === undefined) {
        return fail({
          happened: `placeOrder() says that the order lies at offset ${offset} of partition ` +
            `${partition}, and there is no record: the log holds nothing at that place. Only the ` +
            `broker knows where it put a record; its answer is the delivery report`,
          anomaly: "phantom record",
          evidence,
        });
      }
      if (!equal(orderIn(record), order)) {
        return fail({
          happened: `Offset ${offset} of partition ${partition} holds another record than the ` +
            `order: ${(textOf(record.value) ?? "nothing").slice(0, 60)}`,
          anomaly: "wrong record",
          evidence,
        });
      }
      last = evidence;
    }
    return pass({ ...last, orders: ORDERS });
  },
};

/** Reads key and headers as whoever consumes the record would. */
export const keyAndHeaders: Check = {
  id: "key-and-headers",
  claim: "Its key is the customer, and its headers tell how to read and to trace it",
  async run(context) {
    const topic = await usedTopic(context);
    const { subject, place } = await openDesk(context);
    const [order] = randomOrders(context.random, 1);
    const placed = placedBy(subject, await place(order!, topic));
    if (isFail(placed)) return placed;
    const record = await recordAt(context.kafka, { ...placed, topic });
    const evidence = { ...placed, id: order!.order_id };
    if (record === undefined) {
      return fail({
        happened: "There is no record at the place that placeOrder() gave, so it has no key",
        anomaly: "phantom record",
        evidence,
      });
    }
    const key = textOf(record.key);
    if (key !== order!.user) {
      return fail({
        happened: `The record's key is ${key === undefined ? "missing" : `"${key}"`} and not the ` +
          `customer "${order!.user}". Records with one key stay in one partition and in order: ` +
          `by the customer, a shop can tell which of two orders came first`,
        anomaly: "wrong key",
        evidence: { ...evidence, key: String(key) },
      });
    }
    const wanted = { "content-type": "application/json", "correlation-id": order!.order_id };
    for (const [name, value] of Object.entries(wanted)) {
      const given = headerOf(record, name);
      if (given === value) continue;
      return fail({
        happened: `Header ${name} is ${given === undefined ? "missing" : `"${given}"`}, not ` +
          `"${value}". A consumer decides by headers how to read a value, and finds by them what ` +
          `belongs together, without opening it`,
        anomaly: "missing header",
        evidence: { ...evidence, header: name, given: String(given) },
      });
    }
    return pass({ ...evidence, key });
  },
};
