// caught by: forward
// says: events of the table
// Gives the money back when it hears that nothing is shipped, and the stock tells it once more.
import type { Account, AccountEvent, Decision, Saga, ShopEvent } from "../stub.ts";

export function fold(account: Account | undefined, event: AccountEvent): Account {
  return account ?? { version: event.version, owner: "", balance: 0, held: {} };
}

export function nextStep(saga: Saga, event: ShopEvent): Decision | undefined {
  const { starts, done, refused, undoneBy, undone } = PARTS[saga.service];
  const last = saga.decided.at(-1);
  if (event.type === starts && last === undefined) return saga.possible ? done : refused;
  if (event.type === "shipment-refused" && last === "payment-taken") return undone;
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
