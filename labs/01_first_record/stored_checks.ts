import { equal } from "@std/assert";
import type { ConsumedRecord } from "../../lib/kafka/mod.ts";
import {
  type Check,
  type CheckContext,
  type Facts,
  type Fail,
  fail,
  pass,
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
import { type Order, ordersOfAll, ordersOfOne } from "./orders.ts";
import { remembered } from "./placed_again.ts";
import { type Desk, isFail, openDesk, type Placed, placedBy } from "./place.ts";

/** Orders that one customer places at once. */
const AT_ONCE = 3;

/** Reads the very offset that the learner's code gave. */
export const recordAtOffset: Check = {
  id: "record-at-offset",
  claim: "The record at the returned offset is the order",
  async run(context) {
    const { random } = context;
    const topic = await usedTopic(context);
    const desk = await openDesk(context);
    const rounds = [ordersOfAll(random), ordersOfOne(random, AT_ONCE)];
    let facts: Facts = {};
    for (const orders of rounds) {
      const outcomes = await Promise.all(orders.map((order) => desk.place(order, topic)));
      for (const [at, order] of orders.entries()) {
        const placed = placedBy(desk.subject, outcomes[at]!);
        if (isFail(placed)) return placed;
        facts = { ...placed, id: order.order_id };
        const problem = await wrongPlace(context, { topic, order, placed });
        if (problem !== undefined) return fail({ ...problem, evidence: facts });
      }
    }
    const [known] = rounds[0]!;
    return await firstOfTopic(context, desk, known!) ??
      pass({ ...facts, orders: rounds.flat().length + 1 });
  },
};

async function wrongPlace(
  { kafka }: CheckContext,
  { topic, order, placed }: {
    readonly topic: string;
    readonly order: Order;
    readonly placed: Placed;
  },
): Promise<Fault> {
  const { partition, offset } = placed;
  const record = placed.topic === topic ? await recordAt(kafka, placed) : undefined;
  if (record === undefined) {
    return {
      happened: `placeOrder() says that the order lies at offset ${offset} of partition ` +
        `${partition}, and there is no record: the log holds nothing at that place. Only the ` +
        `broker knows where it put a record; its answer is the delivery report`,
      anomaly: "phantom record",
    };
  }
  const found = orderIn(record);
  if (found?.order_id !== order.order_id) {
    const value = textOf(record.value) ?? "nothing";
    return {
      happened: `Offset ${offset} of partition ${partition} holds another record than the ` +
        `order: ${value.slice(0, 60)}. Others write to the same partition: which offset a record ` +
        `gets nobody knows before the broker has answered`,
      anomaly: "wrong record",
    };
  }
  if (!equal(found, order)) {
    return {
      happened: `The record's value is ${cut(JSON.stringify(found))} and not the order, which is ` +
        `${cut(JSON.stringify(order))}. Any text and any whole number can stand in an order, 0 ` +
        `included, and whoever reads it must get what was ordered`,
      anomaly: "spoiled value",
    };
  }
  const all = await recordsOf(kafka, topic, order);
  if (all.length === 1) return undefined;
  const places = all.map((each) => `${each.partition}/${each.offset}`).join(" and ");
  return {
    happened: `The log holds the order ${all.length} times, at offsets ${places}. Each send() is ` +
      `a record of its own: whoever reads them sees ${all.length} orders`,
    anomaly: "duplicate record",
  };
}

/** Places an order that lies in another topic in an empty one, at offset 0, and there once more. */
async function firstOfTopic(
  context: CheckContext,
  desk: Desk,
  order: Order,
): Promise<Fail | undefined> {
  const topic = await context.topic("first", PARTITIONS);
  const outcome = await desk.place(order, topic);
  const [record] = await recordsOf(context.kafka, topic, order);
  const where = "The first order of a partition lies at offset 0, and placeOrder()";
  const why = "The first record of a partition is as good as any other; in a condition 0n is " +
    "taken for nothing";
  if (outcome.outcome === "threw" && record !== undefined) {
    const { partition, offset } = record;
    return fail({
      happened: `${where} threw "${outcome.error.message}": stored, and told as failed. ${why}`,
      anomaly: "stored, and told as failed",
      evidence: { topic, partition, offset, id: order.order_id },
    });
  }
  const placed = placedBy(desk.subject, outcome);
  if (isFail(placed)) return placed;
  const evidence = { ...placed, id: order.order_id };
  if (record === undefined) {
    return fail({
      happened: `An order that lies in one topic was placed in another, and the log of topic ` +
        `${topic} does not hold it: what placeOrder() named is where it lay before. What it ` +
        `remembers of an order is not true of another topic`,
      anomaly: "phantom record",
      evidence,
    });
  }
  const { partition, offset } = record;
  if (placed.topic === topic && placed.offset === offset && placed.partition === partition) {
    return await remembered(desk, { order, topic, told: "stored" });
  }
  return fail({
    happened: `${where} names offset ${placed.offset} of partition ${placed.partition} in topic ` +
      `${placed.topic}. ${why}`,
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
    const outcomes = await Promise.all(orders.map((order) => place(order, topic)));
    for (const [at, order] of orders.entries()) {
      const placed = placedBy(subject, outcomes[at]!);
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
    happened:
      `The record's key is ${key === undefined ? "missing" : `"${cut(key)}"`} and not the ` +
      `customer "${cut(user)}". Records with one key stay in one partition and in order: by the ` +
      `customer, a shop can tell which of two orders came first`,
    anomaly: "wrong key",
  };
}

function wrongPartition({ key, partition }: ConsumedRecord): Fault {
  const chosen = partitionForKey(key!, PARTITIONS);
  if (partition === chosen) return undefined;
  return {
    happened:
      `The record of "${cut(textOf(key) ?? "")}" lies in partition ${partition}, but its key ` +
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

function cut(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
