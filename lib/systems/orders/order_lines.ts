import type { Delivery } from "../../producer/mod.ts";
import { type Order, orderText } from "../../events/mod.ts";
import { orderOf } from "./order_record.ts";

/** The lines about a delivery: the order and where it lies, or why it is not there. */
export function deliveryLines(delivery: Delivery): string[] {
  if (delivery.outcome !== "acknowledged") {
    const { outcome, error } = delivery;
    const what = outcome === "failed" ? "Message delivery failed" : "Message delivery is not known";
    return [`${what}: ${error.message}`];
  }
  const { topic, partition, offset, record: { value } } = delivery;
  return [
    `Message delivered: ${visible(orderText(orderOf(value)))}`,
    `Topic: ${topic}, Partition: ${partition}, Offset: ${offset}`,
  ];
}

/** An order as the consumer shows it: fields in their order, texts in single quotes. */
export function shownOrder({ order_id, user, item, quantity }: Order): string {
  const fields = Object.entries({ order_id, user, item, quantity })
    .map(([name, value]) => `'${name}': ${typeof value === "string" ? quoted(value) : value}`);
  return `{${fields.join(", ")}}`;
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${visible(escaped)}'`;
}

/** An order's text must not move the cursor or turn the line around. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (char) => `\\u${char.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
}
