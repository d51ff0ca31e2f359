/**
 * Lab 13, event sourcing: one way to write it.
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
  if (account !== undefined && event.version <= version) return account;
  if (event.version !== version + 1) {
    throw new Error(
      `Account ${event.account} is at version ${version}, and event ${event.version} comes next: ` +
        "what lies between is missing",
    );
  }
  const next = { version: event.version, owner, balance, held };
  switch (event.type) {
    case "opened":
      return { ...next, owner: event.owner };
    case "deposited":
      return { ...next, balance: balance + cents(event) };
    case "withdrawn":
      return { ...next, balance: balance - cents(event) };
    case "held":
      return { ...next, held: { ...held, [event.hold]: cents(event) } };
    case "released":
      return { ...next, held: without(held, event.hold) };
    case "captured":
      return {
        ...next,
        balance: balance - (held[event.hold] ?? 0),
        held: without(held, event.hold),
      };
    default:
      return next;
  }
}

/** An amount in its newest form: events are never rewritten, so that old ones are read for ever. */
function cents({ form, amount }: { readonly form: 1 | 2; readonly amount: number }): number {
  return form === 1 ? amount * 100 : amount;
}

function without(held: Account["held"], hold: string): Account["held"] {
  const { [hold]: _, ...rest } = held;
  return rest;
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
  const { starts, done, refused, undoneBy, undone } = PARTS[saga.service];
  const last = saga.decided.at(-1);
  if (event.type === starts && last === undefined) return saga.possible ? done : refused;
  if (!undoneBy.includes(event.type)) return undefined;
  // Who is told of the end before the beginning remembers it: the beginning may yet come.
  if (last === undefined) return refused;
  return last === done ? undone : undefined;
}

/** What a service does on what, and what takes it back. */
interface Part {
  readonly starts: ShopEvent["type"];
  readonly done: Decision;
  readonly refused: Decision;
  readonly undoneBy: readonly ShopEvent["type"][];
  readonly undone?: Decision;
}

const PARTS: Readonly<Record<Saga["service"], Part>> = {
  payment: {
    starts: "order-placed",
    done: "payment-taken",
    refused: "payment-refused",
    undoneBy: ["stock-refused", "stock-released"],
    undone: "payment-refunded",
  },
  stock: {
    starts: "payment-taken",
    done: "stock-reserved",
    refused: "stock-refused",
    undoneBy: ["shipment-refused"],
    undone: "stock-released",
  },
  shipping: {
    starts: "stock-reserved",
    done: "order-shipped",
    refused: "shipment-refused",
    undoneBy: ["order-called-off"],
  },
};
