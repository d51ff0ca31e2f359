import type { SagaParticipant } from "./saga_options.ts";
import type { ShopEvent, ShopEventType, ShopOpening } from "./saga_shop_events.ts";

/** An event of the same saga that follows from another one. */
function next(type: ShopEventType, { sagaId, data }: ShopEvent, reason?: string): ShopEvent {
  return { type, sagaId, data: { order: data.order, ...(reason === undefined ? {} : { reason }) } };
}

/** What was decided last about each saga. */
class Decisions {
  readonly #last = new Map<string, ShopEventType>();

  note({ sagaId, type }: ShopEvent): void {
    this.#last.set(sagaId, type);
  }

  of({ sagaId }: ShopEvent): ShopEventType | undefined {
    return this.#last.get(sagaId);
  }
}

/** Amounts by name, never below zero by anybody's decision. */
class Amounts {
  readonly #amounts: Map<string, number>;

  constructor(opening: Readonly<Record<string, number>>) {
    this.#amounts = new Map(Object.entries(opening));
  }

  of(name: string): number {
    return this.#amounts.get(name) ?? 0;
  }

  add(name: string, amount: number): void {
    this.#amounts.set(name, this.of(name) + amount);
  }
}

/**
 * The order desk: places what is requested, once for each id; calls an order complete when it was
 * shipped, and cancelled when no money of it is held any more. An order that takes too long is called
 * off, which is a request like any other: who has shipped by then keeps to it.
 */
export function orderDesk(timeoutMs: number): SagaParticipant<ShopEvent> {
  const decisions = new Decisions();
  const waiting = new Map<
    string,
    { readonly sinceMs: number | undefined; readonly placed: ShopEvent }
  >();
  return {
    apply(event) {
      decisions.note(event);
      if (event.type === "order-placed") {
        waiting.set(event.sagaId, { sinceMs: undefined, placed: event });
      } else waiting.delete(event.sagaId);
    },
    react(event) {
      const last = decisions.of(event);
      const isOpen = last === "order-placed" || last === "order-timed-out";
      switch (event.type) {
        case "order-requested":
          return last === undefined ? [next("order-placed", event)] : [];
        case "order-shipped":
          return isOpen ? [next("order-completed", event)] : [];
        case "payment-refused":
        case "payment-refunded":
          return isOpen ? [next("order-cancelled", event, event.data.reason)] : [];
        default:
          return [];
      }
    },
    due(nowMs) {
      const late: ShopEvent[] = [];
      for (const [sagaId, { sinceMs, placed }] of waiting) {
        // A desk that was started again gives each order its whole time once more.
        if (sinceMs === undefined) waiting.set(sagaId, { sinceMs: nowMs, placed });
        else if (nowMs - sinceMs >= timeoutMs) {
          late.push(next("order-timed-out", placed, "timed out"));
        }
      }
      return late;
    },
  };
}

/** Takes money for placed orders, and gives it back when the stock has nothing, or takes it back. */
export function paymentService({ accounts }: ShopOpening): SagaParticipant<ShopEvent> {
  const decisions = new Decisions();
  const balances = new Amounts(accounts);
  return {
    apply(event) {
      decisions.note(event);
      const { customer, price } = event.data.order;
      if (event.type === "payment-taken") balances.add(customer, -price);
      if (event.type === "payment-refunded") balances.add(customer, price);
    },
    react(event) {
      const last = decisions.of(event);
      const { customer, price } = event.data.order;
      switch (event.type) {
        case "order-placed":
          if (last !== undefined) return [];
          return balances.of(customer) >= price
            ? [next("payment-taken", event)]
            : [next("payment-refused", event, "too little money")];
        case "stock-refused":
        case "stock-released":
          // Who is told of the end before the beginning remembers it: the beginning may yet come.
          if (last === undefined) return [next("payment-refused", event, event.data.reason)];
          return last === "payment-taken"
            ? [next("payment-refunded", event, event.data.reason)]
            : [];
        default:
          return [];
      }
    },
  };
}

/** Reserves what was paid for, and releases it when it can't be shipped. */
export function stockService({ stock }: ShopOpening): SagaParticipant<ShopEvent> {
  const decisions = new Decisions();
  const onHand = new Amounts(stock);
  return {
    apply(event) {
      decisions.note(event);
      const { item, quantity } = event.data.order;
      if (event.type === "stock-reserved") onHand.add(item, -quantity);
      if (event.type === "stock-released") onHand.add(item, quantity);
    },
    react(event) {
      const last = decisions.of(event);
      const { item, quantity } = event.data.order;
      switch (event.type) {
        case "payment-taken":
          if (last !== undefined) return [];
          return onHand.of(item) >= quantity
            ? [next("stock-reserved", event)]
            : [next("stock-refused", event, "sold out")];
        case "shipment-refused":
          if (last === undefined) return [next("stock-refused", event, event.data.reason)];
          return last === "stock-reserved"
            ? [next("stock-released", event, event.data.reason)]
            : [];
        default:
          return [];
      }
    },
  };
}

/** Ships what is reserved: the step that can't be taken back, so that the deadline is judged here. */
export function shippingService({ cities }: ShopOpening): SagaParticipant<ShopEvent> {
  const decisions = new Decisions();
  return {
    apply: (event) => decisions.note(event),
    react(event) {
      if (decisions.of(event) !== undefined) return [];
      switch (event.type) {
        case "stock-reserved":
          return cities.includes(event.data.order.city)
            ? [next("order-shipped", event)]
            : [next("shipment-refused", event, "no carrier goes there")];
        case "order-timed-out":
          return [next("shipment-refused", event, event.data.reason)];
        default:
          return [];
      }
    },
  };
}
