import type { ConsumedRecord } from "../../consumer/mod.ts";
import type { Order } from "../../events/mod.ts";
import { orderSchema, validatePlainMessage } from "../../schemas/mod.ts";
import type { StoreDocument } from "../../storage/mod.ts";

/**
 * The order in the text of a record or of an input line.
 *
 * @throws {SchemaValidationError} when it holds none
 */
export function orderOf(value: string | Uint8Array | null): Order {
  return validatePlainMessage(value, orderSchema()) as unknown as Order;
}

/**
 * What is kept of an order: it is known by its id, whatever record brings it.
 *
 * @throws {SchemaValidationError} when the record holds none
 */
export function orderDocument(record: ConsumedRecord): StoreDocument {
  const { topic, partition, offset, timestampMs, value } = record;
  const order = orderOf(value);
  return {
    id: order.order_id,
    timeMs: timestampMs,
    body: { ...order },
    origin: { topic, partition, offset },
    counts: { orders: 1, ordered_items: order.quantity },
  };
}
