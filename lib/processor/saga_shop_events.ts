/** An order, as every event of its saga carries it. */
export interface ShopOrder {
  /** Who pays. */
  readonly customer: string;
  /** What is bought. */
  readonly item: string;
  /** How many of it. */
  readonly quantity: number;
  /** What all of it costs, a whole number. */
  readonly price: number;
  /** Where it goes. */
  readonly city: string;
}

/** What customers ask for, what the shop's services decide, and what takes it back. */
export type ShopEventType =
  | "order-requested"
  | "order-placed"
  | "order-timed-out"
  | "order-completed"
  | "order-cancelled"
  | "payment-taken"
  | "payment-refused"
  | "payment-refunded"
  | "stock-reserved"
  | "stock-refused"
  | "stock-released"
  | "order-shipped"
  | "shipment-refused";

/** An event of the saga of one order, whose id is the order's. */
export interface ShopEvent {
  /** What was decided. */
  readonly type: ShopEventType;
  /** The order's id. */
  readonly sagaId: string;
  /** The order, and why where something was refused. */
  readonly data: { readonly order: ShopOrder; readonly reason?: string };
}

/** The topics of the shop. */
export interface ShopTopics {
  /** What customers ask for: anybody writes here. */
  readonly requests: string;
  /** What the order desk decides. */
  readonly orders: string;
  /** What the payment service decides. */
  readonly payments: string;
  /** What the stock decides. */
  readonly stock: string;
  /** What the carrier decides. */
  readonly shipments: string;
}

/** The shop's topics, told apart from those of another shop by what they begin with. */
export function shopTopics(prefix = "shop-"): ShopTopics {
  return {
    requests: `${prefix}order-requests`,
    orders: `${prefix}orders`,
    payments: `${prefix}payments`,
    stock: `${prefix}stock`,
    shipments: `${prefix}shipments`,
  };
}

/** What there is before the first order, and where the carrier goes. */
export interface ShopOpening {
  /** Money of each customer, in whole numbers. */
  readonly accounts: Readonly<Record<string, number>>;
  /** How many there are of each item. */
  readonly stock: Readonly<Record<string, number>>;
  /** Cities that the carrier serves. */
  readonly cities: readonly string[];
}
