import type { Order } from "./orders.ts";

/** One call that the bank has answered. */
export interface Charge {
  readonly order: string;
  readonly key: string;
}

/** The bank: outside of Kafka, asked over HTTP. It charges once for each key. */
export class Bank {
  /** In the order in which they were asked. */
  readonly calls: Charge[] = [];
  readonly #keys = new Map<string, string>();

  /** Charges an order, unless the key is known. */
  charge(order: Order, key: string): void {
    this.calls.push({ order: order.id, key });
    if (!this.#keys.has(key)) this.#keys.set(key, order.id);
  }

  /** How often it has charged an order. */
  chargesOf(order: string): number {
    return [...this.#keys.values()].filter((charged) => charged === order).length;
  }

  /** How often it was asked for an order. */
  callsFor(order: string): number {
    return this.calls.filter((call) => call.order === order).length;
  }

  /** Calls beyond the first for their order. */
  get repeats(): number {
    return this.calls.length - new Set(this.calls.map(({ order }) => order)).size;
  }

  /** A key that was used for more than one order. */
  sharedKey(): string | undefined {
    return this.calls.find(({ key, order }) =>
      this.calls.some((other) => other.key === key && other.order !== order)
    )?.key;
  }

  /** The keys that were used for an order. */
  keysFor(order: string): string[] {
    return [...new Set(this.calls.filter((call) => call.order === order).map(({ key }) => key))];
  }

  /** The orders that a key was used for. */
  ordersOf(key: string): string[] {
    return [...new Set(this.calls.filter((call) => call.key === key).map(({ order }) => order))];
  }
}
