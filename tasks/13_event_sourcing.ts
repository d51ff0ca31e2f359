/**
 * Lab 13, event sourcing. Read labs/13_event_sourcing/README.md first, then fill the blanks.
 *
 * @module
 */

/** An account, as its events have made it: plain JSON. */
export interface Account {
  /** The version of its last event: 1, 2, 3 and so on. */
  readonly version: number;
  readonly owner: string;
  /** In cents. */
  readonly balance: number;
  /** What is set aside, in cents, by the name of the hold. It is part of the balance still. */
  readonly held: Readonly<Record<string, number>>;
}

/** Something that happened to an account; `version` is the account's with it. */
export type AccountEvent = { readonly account: string; readonly version: number } & Happened;

/** What happens to accounts. In form 1 an amount is in whole rupiah, since form 2 it is in cents. */
export type Happened =
  | { readonly type: "opened"; readonly owner: string }
  | { readonly type: "deposited"; readonly form: 1 | 2; readonly amount: number }
  | { readonly type: "withdrawn"; readonly form: 1 | 2; readonly amount: number }
  | { readonly type: "held"; readonly hold: string; readonly form: 1 | 2; readonly amount: number }
  /** What was held is free again. */
  | { readonly type: "released"; readonly hold: string }
  /** What was held is paid out. */
  | { readonly type: "captured"; readonly hold: string };

/** What a service may decide about an order. */
export type Decision =
  | "payment-taken"
  | "payment-refused"
  | "payment-refunded"
  | "stock-reserved"
  | "stock-refused"
  | "stock-released"
  | "order-shipped"
  | "shipment-refused";

/** What a service reads about an order: decisions of the others, and what the order desk says. */
export interface ShopEvent {
  readonly order: string;
  readonly type: Decision | "order-placed" | "order-called-off";
}

/** A service's side of an order's saga. */
export interface Saga {
  readonly order: string;
  readonly service: "payment" | "stock" | "shipping";
  /** What this service has decided about the order so far, read back from its own topic. */
  readonly decided: readonly Decision[];
  /** Whether it can do its part: the money is there, the pieces are, a carrier is. */
  readonly possible: boolean;
}

/**
 * What an event makes of an account.
 *
 * What is graded:
 * - each event does what it says; `captured` takes from the balance what was held under that name,
 *   which may be any text, and `released` and `captured` end the hold. The balance is in cents, in
 *   whatever form an amount was written; an event of a type that you don't know changes the version
 *   and nothing else;
 * - an event whose version the account has already changes nothing: it comes again;
 * - an event whose version is not the next one throws: events are missing, and no state made from
 *   the others is worth anything;
 * - a state that was written as JSON at any event, and read by another process, goes on to the same
 *   end as a replay from the first event.
 *
 * @param account what the events before it have made; undefined before the first one
 */
export function fold(account: Account | undefined, event: AccountEvent): Account {
  const { version = 0, owner = "", balance = 0, held = {} } = account ?? {};
  // TODO: what about amounts of form 1, holds, and events that come again or are missing?
  switch (event.type) {
    case "opened":
      return { version: version + 1, owner: event.owner, balance, held };
    case "deposited":
      return { version: version + 1, owner, balance: balance + event.amount, held };
    case "withdrawn":
      return { version: version + 1, owner, balance: balance - event.amount, held };
    default:
      return { version: version + 1, owner, balance, held };
  }
}

/**
 * What a service decides about an event, if anything: the harness writes it to the service's topic,
 * and commits what was read some time after. One process may be asked for all services, and nobody
 * directs the saga.
 *
 * | service  | does its part on | and decides                         | takes it back on                  | by                 |
 * | -------- | ---------------- | ----------------------------------- | --------------------------------- | ------------------ |
 * | payment  | `order-placed`   | `payment-taken`, `payment-refused`  | `stock-refused`, `stock-released` | `payment-refunded` |
 * | stock    | `payment-taken`  | `stock-reserved`, `stock-refused`   | `shipment-refused`                | `stock-released`   |
 * | shipping | `stock-reserved` | `order-shipped`, `shipment-refused` |                                   |                    |
 *
 * What is graded:
 * - a service does its part, or refuses it where it is not possible; other events are nothing to it;
 * - it takes back what it has done when it is told to, whether or not its part is possible by then,
 *   and nothing else. Shipping never does: what is shipped stays shipped;
 * - whatever comes, and comes again, it does its part at most once, and takes it back at most once;
 * - what takes a part back may come before what the part is done on. Then the service refuses at once,
 *   and does not do its part later. `order-called-off` is such an event for shipping;
 * - services are killed before they decide, after their decision is written, and before what they have
 *   read is committed: when all is read, each order is paid, reserved and shipped, or none of it.
 *
 * @returns what is decided, undefined for nothing
 */
export function nextStep(saga: Saga, event: ShopEvent): Decision | undefined {
  // TODO: this knows no way back, and does not ask what was decided before.
  switch (event.type) {
    case "order-placed":
      return saga.service === "payment" ? "payment-taken" : undefined;
    case "payment-taken":
      return saga.service === "stock" ? "stock-reserved" : undefined;
    case "stock-reserved":
      return saga.service === "shipping" ? "order-shipped" : undefined;
    default:
      return undefined;
  }
}
