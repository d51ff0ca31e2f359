import { consumingAsSet, nameIn, producingAsSet } from "../role_settings.ts";
import type { ProduceContext, RoleContext, System } from "../system.ts";
import { startOrderConsumer } from "./consumer.ts";
import { ORDERS_TOPIC, startOrderSender, startOrderStream } from "./producer.ts";
import { startOrderReceiver } from "./receiver.ts";

/** The system of orders. */
export const orders: System = {
  name: "orders",
  description: "Orders: one sent and received, or a stream of them",
  producers: [{
    name: "order",
    description: "Sends one order, says where it lies, and ends",
    settings: "orders.producer",
    topics: [ORDERS_TOPIC],
    takesInput: true,
    once: true,
    start: sendOrder,
  }, {
    name: "stream",
    description: "Orders of all kinds, one every five seconds",
    settings: "orders.producer",
    topics: [ORDERS_TOPIC],
    takesInput: true,
    start: produceOrders,
  }],
  consumers: [{
    name: "receiver",
    description: "Receives one order, by group or by hand, and ends",
    settings: "orders.consumer",
    topics: [ORDERS_TOPIC],
    keepsAll: false,
    once: true,
    start: receiveOrder,
  }, {
    name: "keeper",
    description: "Stores every order",
    settings: "orders.consumer",
    topics: [ORDERS_TOPIC],
    keepsAll: true,
    start: keepOrders,
  }],
};

function sendOrder(context: ProduceContext) {
  const { kafka, settings, intervalMs, print = () => {} } = context;
  return startOrderSender(kafka, {
    ...producingAsSet(context),
    topic: nameIn(context, settings.topic),
    ...(intervalMs !== undefined && { intervalMs }),
    print,
  });
}

function produceOrders(context: ProduceContext) {
  const { kafka, settings, intervalMs, input, poisonShare } = context;
  const pace = intervalMs ?? (input === undefined ? settings.eventIntervalMs : undefined);
  return startOrderStream(kafka, {
    ...producingAsSet(context),
    topic: nameIn(context, settings.topic),
    ...(poisonShare !== undefined && { poisonShare }),
    ...(pace !== undefined && { intervalMs: pace }),
  });
}

function receiveOrder(context: RoleContext) {
  const { kafka, settings, count: maxRecords, print = () => {} } = context;
  const { deadLetterTopic, signal, logger, clock } = consumingAsSet(context);
  return startOrderReceiver(kafka, {
    ...(deadLetterTopic !== undefined && { deadLetterTopic }),
    ...(signal !== undefined && { signal }),
    ...(logger !== undefined && { logger }),
    ...(clock !== undefined && { clock }),
    topic: nameIn(context, settings.topic),
    groupId: nameIn(context, settings.consumerGroupId),
    ...(maxRecords !== undefined && { attempts: { maxRecords } }),
    print,
  });
}

async function keepOrders(context: RoleContext) {
  const { kafka, settings } = context;
  const store = await context.openStore({ collection: "orders", indexes: ["user", "item"] });
  return await startOrderConsumer(kafka, {
    ...consumingAsSet(context),
    store,
    closeStore: true,
    topic: nameIn(context, settings.topic),
    groupId: nameIn(context, settings.consumerGroupId),
  });
}
