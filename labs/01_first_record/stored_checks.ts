import { equal } from "@std/assert";
import type { ConsumedRecord } from "../../lib/kafka/mod.ts";
import {
  type Check,
  type CheckContext,
  type Facts,
  type Fail,
  fail,
  pass,
  type Verdict,
} from "../../lib/workshop/mod.ts";
import { partitionForKey } from "../../lib/protocol/mod.ts";
import {
  headerOf,
  orderIn,
  PARTITIONS,
  recordAt,
  recordsOf,
  textOf,
  usedTopic,
} from "./order_log.ts";
import { type Order, ordersOfAll, randomOrders } from "./orders.ts";
import { isFail, openDesk, placedBy, placedIn } from "./place.ts";

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
            `order: ${
              (textOf(record.value) ?? "nothing").slice(0, 60)
            }. Others write to the same ` +
            `partition: which offset a record gets nobody knows before the broker has answered`,
          anomaly: "wrong record",
          evidence,
        });
      }
      const all = await recordsOf(context.kafka, topic, order);
      if (all.length !== 1) {
        return fail({
          happened: `The log holds the order ${all.length} times, at offsets ${
            all.map((each) => `${each.partition}/${each.offset}`).join(" and ")
          }. Each send() is a record of its own: whoever reads them sees ${all.length} orders`,
          anomaly: "duplicate record",
          evidence: { ...evidence, records: all.length },
        });
      }
      last = evidence;
    }
    const first = await firstOfTopic(context);
    return first ?? pass({ ...last, orders: ORDERS + 1 });
  },
};

/** Places an order in an empty topic, where it lies at offset 0. */
async function firstOfTopic(context: CheckContext): Promise<Verdict | undefined> {
  const topic = await context.topic("first", PARTITIONS);
  const { place } = await openDesk(context);
  const [order] = randomOrders(context.random, 1);
  const outcome = await place(order!, topic);
  const [record] = await recordsOf(context.kafka, topic, order!);
  if (record?.offset !== 0n) return undefined;
  const { partition, offset } = record;
  const evidence = { topic, partition, offset, id: order!.order_id };
  const where = `The first order of partition ${partition} lies at offset 0, and placeOrder()`;
  const why = "The first record of a partition is as good as any other; in a condition 0n is " +
    "taken for nothing";
  if (outcome.outcome === "threw") {
    return fail({
      happened: `${where} threw "${outcome.error.message}": stored, and told as failed. ${why}`,
      anomaly: "stored, and told as failed",
      evidence,
    });
  }
  const placed = placedIn(outcome.value);
  if (isFail(placed)) return placed;
  if (placed.offset === offset && placed.partition === partition) return undefined;
  return fail({
    happened: `${where} names offset ${placed.offset} of partition ${placed.partition}. ${why}`,
    anomaly: "phantom record",
    evidence,
  });
}

/** Reads key and headers as whoever consumes the record would. */
export const keyAndHeaders: Check = {
  id: "key-and-headers",
  claim: "Its key is the customer, and its headers tell how to read and to trace it",
  async run(context) {
    const topic = await usedTopic(context);
    const { subject, place } = await openDesk(context);
    const orders = ordersOfAll(context.random);
    let facts: Facts = {};
    for (const order of orders) {
      const placed = placedBy(subject, await place(order, topic));
      if (isFail(placed)) return placed;
      const record = await recordAt(context.kafka, { ...placed, topic });
      facts = { ...placed, id: order.order_id };
      const fault = record === undefined
        ? {
          happened: "There is no record at the place that placeOrder() gave, so it has no key",
          anomaly: "phantom record",
        }
        : wrongKey(record, order) ?? wrongPartition(record) ?? wrongHeader(record, order);
      if (fault !== undefined) return fail({ ...fault, evidence: facts });
    }
    return pass({ ...facts, orders: orders.length });
  },
};

type Fault = Pick<Fail, "happened" | "anomaly"> | undefined;

function wrongKey(record: ConsumedRecord, { user }: Order): Fault {
  const key = textOf(record.key);
  if (key === user) return undefined;
  return {
    happened: `The record's key is ${key === undefined ? "missing" : `"${key}"`} and not the ` +
      `customer "${user}". Records with one key stay in one partition and in order: by the ` +
      `customer, a shop can tell which of two orders came first`,
    anomaly: "wrong key",
  };
}

function wrongPartition({ key, partition }: ConsumedRecord): Fault {
  const chosen = partitionForKey(key!, PARTITIONS);
  if (partition === chosen) return undefined;
  return {
    happened: `The record of "${textOf(key)}" lies in partition ${partition}, but its key ` +
      `belongs to ${chosen}. Leave the partition to the producer: it puts all records of a key ` +
      `where every other client looks for them`,
    anomaly: "key in the wrong partition",
  };
}

function wrongHeader(record: ConsumedRecord, order: Order): Fault {
  const wanted = { "content-type": "application/json", "correlation-id": order.order_id };
  for (const [name, value] of Object.entries(wanted)) {
    const given = headerOf(record, name);
    if (given === value) continue;
    return {
      happened: `Header ${name} is ${given === undefined ? "missing" : `"${given}"`}, not ` +
        `"${value}". A consumer decides by headers how to read a value, and finds by them what ` +
        `belongs together, without opening it`,
      anomaly: "missing header",
    };
  }
  return undefined;
}
