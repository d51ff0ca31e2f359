import { nullMeter } from "../../core/mod.ts";
import type { runConsumer } from "../../consumer/mod.ts";
import type { Store } from "../../storage/mod.ts";
import { type ConsumingSettings, type RunningConsuming, startConsuming } from "../consuming.ts";
import { documentHandlers } from "../document_handlers.ts";
import { orderDocument } from "./order_record.ts";
import { ORDERS_TOPIC } from "./producer.ts";

/** The group that reads orders. */
export const ORDERS_GROUP = "order_consumer_group";

/** How a stream of orders is consumed. */
export interface OrderConsumerOptions extends ConsumingSettings {
  /** Keeps the orders. */
  readonly store: Store;
  /** Whether the store is closed when the consumer has ended or could not start. @default {false} */
  readonly closeStore?: boolean;
  /** What is read; it is made like `orders` when it is absent. @default {"orders"} */
  readonly topic?: string;
  /** The group. @default {"order_consumer_group"} */
  readonly groupId?: string;
}

/** What a consumer of orders counts beside records. */
export interface OrderFindings {
  /** Orders and items; each order counts once, when it is first stored. */
  readonly orders: { readonly stored: number };
}

/**
 * Joins the group and stores each order before its offset is committed; what is no order goes to the
 * DLQ.
 *
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export function startOrderConsumer(
  kafka: Parameters<typeof runConsumer>[0],
  options: OrderConsumerOptions,
): Promise<RunningConsuming<OrderFindings>> {
  const { store, closeStore = false, ...settings } = options;
  const { topic = ORDERS_TOPIC, groupId = ORDERS_GROUP } = options;
  const { meter = nullMeter, clock } = settings;
  let stored = 0;
  const handlers = documentHandlers({
    store,
    documentOf: orderDocument,
    meter,
    ...(clock !== undefined && { clock }),
    onStored: (_record, outcome) => {
      if (outcome === "inserted") stored++;
    },
  });
  return startConsuming(kafka, {
    ...settings,
    groupId,
    topics: [{ definition: ORDERS_TOPIC, name: topic }],
    handlers,
    findings: () => ({ orders: { stored } }),
    ...(closeStore && { owned: store }),
  });
}
