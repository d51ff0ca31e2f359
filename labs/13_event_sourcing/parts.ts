import type { Decision, Saga, ShopEvent } from "./stub.ts";

/** A service of the shop. */
export type Service = Saga["service"];

/** The services, in the order in which an order passes them. */
export const SERVICES: readonly Service[] = ["payment", "stock", "shipping"];

/** What a service reads, writes, and decides on what. */
export interface Part {
  readonly reads: readonly Place[];
  readonly starts: ShopEvent["type"];
  readonly done: Decision;
  readonly refused: Decision;
  readonly undoneBy: readonly ShopEvent["type"][];
  readonly undone: Decision | undefined;
}

/** Where events of an order lie: what the desk says, and what each service decides. */
export type Place = "desk" | Service;

/** The table of the docstring, as the harness has it. */
export const PARTS: Readonly<Record<Service, Part>> = {
  payment: {
    reads: ["desk", "stock"],
    starts: "order-placed",
    done: "payment-taken",
    refused: "payment-refused",
    undoneBy: ["stock-refused", "stock-released"],
    undone: "payment-refunded",
  },
  stock: {
    reads: ["payment", "shipping"],
    starts: "payment-taken",
    done: "stock-reserved",
    refused: "stock-refused",
    undoneBy: ["shipment-refused"],
    undone: "stock-released",
  },
  shipping: {
    reads: ["stock", "desk"],
    starts: "stock-reserved",
    done: "order-shipped",
    refused: "shipment-refused",
    undoneBy: ["order-called-off"],
    undone: undefined,
  },
};

/** Every type of event that there is. */
export const EVENT_TYPES: readonly ShopEvent["type"][] = [
  "order-placed",
  "order-called-off",
  ...SERVICES.flatMap((service) => {
    const { done, refused, undone } = PARTS[service];
    return undone === undefined ? [done, refused] : [done, refused, undone];
  }),
];

/** What is wrong with an order, when everything about it has been read. */
export interface Wrong {
  readonly happened: string;
  readonly anomaly: string;
}

/** Judges what was decided about an order: all of it was done, or nothing of it is left. */
export function wrongWith(order: string, decisions: readonly Decision[]): Wrong | undefined {
  const times = (type: Decision) => decisions.filter((each) => each === type).length;
  const twice = decisions.find((type) => times(type) > 1);
  const wrong = (anomaly: string, what: string): Wrong => ({
    anomaly,
    happened: `Order ${order}: ${what}. Decided was ${decisions.join(", ") || "nothing"}`,
  });
  if (twice !== undefined) return wrong("done twice", `${twice} was decided ${times(twice)} times`);
  const [paid, reserved, shipped] = [
    times("payment-taken") - times("payment-refunded"),
    times("stock-reserved") - times("stock-released"),
    times("order-shipped"),
  ];
  if (paid < 0) return wrong("money made", "money was given back that was never taken");
  if (reserved < 0) return wrong("pieces made", "pieces were put back that were never taken out");
  if (shipped > paid) return wrong("given away", "it was shipped, and nobody has paid");
  if (shipped > reserved) {
    return wrong("given away", "it was shipped, and the stock counts it still");
  }
  if (paid > shipped) return wrong("money lost", "it is paid, and will never be shipped");
  if (reserved > shipped) return wrong("pieces lost", "its pieces are reserved for ever");
  return undefined;
}
