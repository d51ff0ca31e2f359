import { WorkshopError } from "../../lib/core/mod.ts";

/** Errors that say of themselves that they may pass. */
export function passing(): WorkshopError {
  return new WorkshopError("The tax office answered 503: ask again later", {
    code: "TAX_OFFICE_BUSY",
    retriable: true,
  });
}

/** What every record needs is down; it says that it may pass, too. */
export function outage(): WorkshopError {
  return new WorkshopError("The ledger does not answer: start it, or wait for it", {
    code: "LEDGER_DOWN",
    retriable: true,
    outage: true,
  });
}

/** An outage of which nobody says that it may pass: it is one all the same. */
function silentOutage(): WorkshopError {
  return new WorkshopError("The ledger is closed for the night: wait until it is open", {
    code: "LEDGER_CLOSED",
    outage: true,
  });
}

/** Ways in which a record can be at fault itself: no other try would end otherwise. */
export const POISON: readonly (() => unknown)[] = [
  () => new WorkshopError("The order has no price: mend its producer", { code: "PRICE_MISSING" }),
  () => new TypeError("Cannot read properties of undefined (reading 'price_cents')"),
  () => new SyntaxError("Unexpected end of JSON input"),
  () => "no address",
];

/** Poison all the same, whatever it follows from: who threw it has looked at that. */
const POISON_WITH_CAUSE: readonly (() => WorkshopError)[] = [
  () =>
    new WorkshopError("The order has a currency that the ledger has not: mend its producer", {
      code: "CURRENCY_UNKNOWN",
      cause: outage(),
    }),
  () =>
    new WorkshopError("The order's tax number is refused for good: mend its producer", {
      code: "TAX_NUMBER_REFUSED",
      cause: passing(),
    }),
];

/** Each of them, and some that are thrown in other people's code. */
export function everyError(): unknown[] {
  const foreign = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  const ours = [passing, outage, silentOutage, ...POISON, ...POISON_WITH_CAUSE]
    .map((make) => make());
  return [...ours, foreign, undefined, null];
}

/** An error in a few words. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return `thrown ${error === null ? "null" : typeof error}`;
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : error.name;
}
