import { type Fail, fail } from "../../lib/workshop/mod.ts";
import type { Order } from "./orders.ts";
import type { Desk } from "./place.ts";

const FAILURE =
  "may try as often as they like, and no broker hears of it. Whether to try again is " +
  "for the caller: each call is a try of its own";
/** What it does to the customer who was told what became of the order at first. */
const WHY = {
  "stored":
    "may have meant it. What one process remembers grows with each order, is gone when it " +
    "starts anew, and no other process knows it: repeats are told by their ids, by who reads the log",
  "not stored": FAILURE,
  "not known": FAILURE,
} as const;

/** Places an order once more, after its fault has ended: it must be sent, whatever was before. */
export async function remembered(
  { deliveries, place }: Desk,
  again: {
    readonly order: Order;
    readonly topic: string;
    readonly told: keyof typeof WHY;
    readonly fault?: string;
  },
): Promise<Fail | undefined> {
  const { order, topic, told, fault } = again;
  const before = deliveries.length;
  await place(order, topic);
  if (deliveries.length > before) return undefined;
  return fail({
    happened:
      `The order was placed once more${fault === undefined ? "" : " after the fault"}, and ` +
      `placeOrder() did not call send(): it remembers what became of the order. The customer who ` +
      `was told "${told}" ${WHY[told]}`,
    anomaly: told === "stored" ? "remembered order" : "remembered failure",
    evidence: { topic, id: order.order_id, sends: before },
    ...(fault === undefined ? {} : { fault: `${fault}, until the first try had failed` }),
  });
}
