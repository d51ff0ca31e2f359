import { type Random, WorkshopError } from "../../core/mod.ts";
import {
  type EventInput,
  orderText,
  poisonFromOrder,
  randomOrder,
  sampleOrder,
} from "../../events/mod.ts";
import type { createProducer, Delivery } from "../../producer/mod.ts";
import { demandTopic } from "../demand_topic.ts";
import type { ProducerStatistics } from "../producer_tally.ts";
import { type ProducingSettings, startProducing } from "../producing.ts";
import { endingWith } from "../ending_with.ts";
import type { RunningRole } from "../running_role.ts";
import type { SourceItem } from "../source_item.ts";
import { deliveryLines } from "./order_lines.ts";
import { orderOf } from "./order_record.ts";

/** The topic of orders. */
export const ORDERS_TOPIC = "orders";

const INTERVAL_MS = 5000;
const DELIVERY_TIMEOUT_MS = 30_000;

/** How orders are produced. */
export interface OrderProducerOptions extends ProducingSettings {
  /** Where they go. @default {"orders"} */
  readonly topic?: string;
  /** Time between two orders, in milliseconds. @default {0 for a few, 5000 for a stream} */
  readonly intervalMs?: number;
  /** Share of the orders of a stream that are broken on purpose, from 0 to 1. @default {0} */
  readonly poisonShare?: number;
}

/** How an order, or some, are sent and told of. */
export interface OrderSenderOptions extends OrderProducerOptions {
  /** Takes the lines that people read. */
  readonly print: (line: string) => void;
}

/**
 * Sends one order, `count` of them or those of an input to a topic that exists, prints what became of
 * each, and ends.
 *
 * @throws {WorkshopError} code `TOPIC_MISSING`, or when no broker answers; `closed` rejects with code
 * `ORDER_NOT_DELIVERED` when an order was not confirmed
 */
export async function startOrderSender(
  kafka: Parameters<typeof createProducer>[0],
  options: OrderSenderOptions,
): Promise<RunningRole<ProducerStatistics>> {
  const { topic = ORDERS_TOPIC, print, input, sending, ...settings } = options;
  await demandTopic(kafka, { definition: ORDERS_TOPIC, name: topic });
  const onDelivery = (delivery: Delivery) => {
    if (delivery.record.topic !== topic) return;
    for (const line of deliveryLines(delivery)) print(line);
  };
  const running = await startProducing(kafka, {
    ...settings,
    ...(input === undefined ? { count: options.count ?? 1 } : { input }),
    sending: { deliveryTimeoutMs: DELIVERY_TIMEOUT_MS, ...sending },
    intervalMs: options.intervalMs ?? 0,
    topics: [{ definition: ORDERS_TOPIC, name: topic }],
    items: input === undefined ? orders(sampleOrder, 0) : () => inputOrders(input),
    onDelivery,
  });
  return endingWith(running, ({ sent, acknowledged }) => {
    if (acknowledged < sent) throw notDelivered(sent - acknowledged, sent, topic);
    if (sent > 0) print("Producer finished sending message");
  });
}

/**
 * Produces orders of all kinds, or those of an input, until it is stopped or at its end.
 *
 * @throws {WorkshopError} when no broker answers or the topic can't be made
 */
export function startOrderStream(
  kafka: Parameters<typeof createProducer>[0],
  options: OrderProducerOptions = {},
): Promise<RunningRole<ProducerStatistics>> {
  const { topic = ORDERS_TOPIC, input, poisonShare = 0, ...settings } = options;
  const { intervalMs = input === undefined ? INTERVAL_MS : 0 } = options;
  return startProducing(kafka, {
    ...settings,
    ...(input !== undefined && { input }),
    intervalMs,
    topics: [{ definition: ORDERS_TOPIC, name: topic }],
    items: input === undefined ? orders(randomOrder, poisonShare) : () => inputOrders(input),
  });
}

function orders(
  next: typeof randomOrder,
  poisonShare: number,
): (random: Random) => Iterable<SourceItem> {
  return function* (random) {
    const source = random.fork("orders");
    const poison = random.fork("poison");
    while (true) {
      const order = next(source);
      const text = orderText(order);
      orderOf(text);
      if (poison.next() < poisonShare) {
        const { kind, value } = poisonFromOrder(order, poison);
        yield { kind: "event", key: null, value, poison: kind };
      } else {
        yield { kind: "event", key: null, value: text };
      }
    }
  };
}

/** Orders as NDJSON; lines that hold none are rejected. */
function inputOrders(input: EventInput): AsyncIterable<SourceItem> {
  return input.lines((text) => ({ key: null, value: orderText(orderOf(text)) }));
}

function notDelivered(count: number, sent: number, topic: string): WorkshopError {
  return new WorkshopError(
    `${count} of ${sent} orders were not confirmed: see why above, then look with ` +
      `deno task messages consume ${topic} what is there before you send again`,
    { code: "ORDER_NOT_DELIVERED", topic, definite: false },
  );
}
