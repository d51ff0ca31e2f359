import type { Kafka } from "../consumer/mod.ts";
import { readSagaEvent } from "./saga_record.ts";
import type {
  ShopEvent,
  ShopEventType,
  ShopOpening,
  ShopOrder,
  ShopTopics,
} from "./saga_shop_events.ts";

/** What the topics of a shop say, read by somebody who takes no part. */
export interface ShopLedger {
  /** Orders by what has become of them. */
  readonly orders: {
    readonly placed: number;
    readonly completed: number;
    readonly cancelled: number;
    readonly open: number;
  };
  /** Money: what customers had is what they have, what was earned, and what open orders hold. */
  readonly money: {
    readonly opening: number;
    readonly accounts: number;
    readonly earned: number;
    readonly held: number;
  };
  /** Pieces: what there was is what is there, what was shipped, and what open orders hold. */
  readonly pieces: {
    readonly opening: number;
    readonly onHand: number;
    readonly shipped: number;
    readonly held: number;
  };
  /** Orders that were called off because they took too long. */
  readonly timedOut: number;
  /** What must not be, in words; empty when all is well. */
  readonly problems: readonly string[];
}

interface Saga {
  readonly order: ShopOrder;
  readonly counts: Map<ShopEventType, number>;
}

/** Reads what a shop has decided so far, and balances it. */
export async function readShopLedger(
  kafka: Kafka,
  topics: ShopTopics,
  opening: ShopOpening,
): Promise<ShopLedger> {
  const events: ShopEvent[] = [];
  // The ends first: whatever led to an end that was read is in the other topics by then.
  for (const topic of [topics.orders, topics.shipments, topics.stock, topics.payments]) {
    for await (const record of kafka.read({ topic })) events.push(readSagaEvent<ShopEvent>(record));
  }
  return balance(events, opening);
}

/** Balances events of a shop; their order does not matter. */
export function balance(events: Iterable<ShopEvent>, opening: ShopOpening): ShopLedger {
  const sagas = new Map<string, Saga>();
  for (const { type, sagaId, data } of events) {
    const { counts } = sagas.getOrInsertComputed(
      sagaId,
      () => ({ order: data.order, counts: new Map() }),
    );
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const sum = (values: Readonly<Record<string, number>>) =>
    Object.values(values).reduce((total, value) => total + value, 0);
  const tally = new Tally();
  for (const [sagaId, saga] of sagas) tally.add(sagaId, saga);
  const [money, pieces] = [sum(opening.accounts), sum(opening.stock)];
  return {
    orders: {
      placed: tally.placed,
      completed: tally.completed,
      cancelled: tally.cancelled,
      open: tally.placed - tally.completed - tally.cancelled,
    },
    money: {
      opening: money,
      accounts: money - tally.paid,
      earned: tally.earned,
      held: tally.paid - tally.earned,
    },
    pieces: {
      opening: pieces,
      onHand: pieces - tally.reserved,
      shipped: tally.shipped,
      held: tally.reserved - tally.shipped,
    },
    timedOut: tally.timedOut,
    problems: tally.problems,
  };
}

/** Adds sagas up, and notes what must not be in any of them. */
class Tally {
  placed = 0;
  completed = 0;
  cancelled = 0;
  timedOut = 0;
  paid = 0;
  earned = 0;
  reserved = 0;
  shipped = 0;
  readonly problems: string[] = [];

  add(sagaId: string, { order, counts }: Saga): void {
    const times = (type: ShopEventType) => counts.get(type) ?? 0;
    const paid = times("payment-taken") - times("payment-refunded");
    const reserved = times("stock-reserved") - times("stock-released");
    const shipped = times("order-shipped");
    const isComplete = times("order-completed") > 0;
    const isCancelled = times("order-cancelled") > 0;
    this.placed += times("order-placed");
    this.completed += times("order-completed");
    this.cancelled += times("order-cancelled");
    this.timedOut += times("order-timed-out");
    this.paid += paid * order.price;
    this.earned += isComplete ? order.price : 0;
    this.reserved += reserved * order.quantity;
    this.shipped += shipped * order.quantity;
    const wrong = (is: boolean, what: string) => {
      if (is) this.problems.push(`Order ${sagaId} ${what}`);
    };
    for (const [type, count] of counts) wrong(count > 1, `has ${count} events ${type}`);
    wrong(paid < 0, "was refunded and had not paid");
    wrong(reserved < 0, "was released and had not been reserved");
    wrong(isComplete && isCancelled, "is complete and cancelled");
    wrong(isComplete && shipped !== 1, "is complete and was not shipped");
    wrong(isComplete && paid !== 1, "is complete and not paid");
    wrong(isComplete && reserved !== 1, "is complete and its pieces are not gone from the stock");
    wrong(isCancelled && shipped !== 0, "is cancelled and was shipped");
    wrong(isCancelled && paid !== 0, "is cancelled and its money was not given back");
    wrong(isCancelled && reserved !== 0, "is cancelled and its pieces were not put back");
  }
}
