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

/** Nobody knows whether it was done, and it may be tried again: that is what the handler says. */
function timedOut(): WorkshopError {
  return new WorkshopError("The bank did not answer in time: ask again, it knows repeats", {
    code: "BANK_TIMED_OUT",
    retriable: true,
    definite: false,
  });
}

/** Ways in which a record can be at fault itself: no other try would end otherwise. */
export const POISON: readonly (() => unknown)[] = [
  () => new WorkshopError("The order has no price: mend its producer", { code: "PRICE_MISSING" }),
  () => new TypeError("Cannot read properties of undefined (reading 'price_cents')"),
  () => new SyntaxError("Unexpected end of JSON input"),
  () => "no address",
];

/** Errors that follow from others, which have no say: who threw them has looked at that. */
const WITH_CAUSE: readonly (() => WorkshopError)[] = [
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
  () =>
    new WorkshopError("The bank has not told its rates of today yet: ask again later", {
      code: "RATES_MISSING",
      retriable: true,
      cause: new TypeError("Cannot read properties of undefined (reading 'rates')"),
    }),
  () =>
    new WorkshopError("The archive does not answer, another one does: ask again", {
      code: "ARCHIVE_MOVED",
      retriable: true,
      cause: outage(),
    }),
];

/** The same words from other people's code: in an error of theirs, or in what is no error at all. */
const SAID_BY_OTHERS: readonly (() => unknown)[] = [
  // The name that a broken connection has in fetch(): what an error is called says nothing of it.
  () => Object.assign(new TypeError("fetch failed"), { code: "BANK_UNREACHABLE", retriable: true }),
  () => Object.assign(new Error("connect timed out"), { code: "BANK_TIMEOUT", retriable: true }),
  () => Object.assign(new Error("read only"), { code: "LEDGER_READ_ONLY", outage: true }),
  () => ({ code: "BANK_BUSY", retriable: true }),
  () => ({ code: "LEDGER_UNREACHABLE", outage: true, retriable: false }),
];

/** Each of them, and some that are thrown in other people's code. */
export function everyError(): unknown[] {
  const foreign = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  const told = [
    passing,
    timedOut,
    outage,
    silentOutage,
    ...POISON,
    ...WITH_CAUSE,
    ...SAID_BY_OTHERS,
  ]
    .map((make) => make());
  return [...told, foreign, undefined, null];
}

/** What was thrown says of itself, of whatever class it is. */
export function saidBy(
  error: unknown,
): { readonly outage?: unknown; readonly retriable?: unknown } {
  return error ?? {};
}

/** An error in a few words. */
export function errorName(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (typeof code === "string") return code;
  if (error instanceof Error) return error.name;
  return `thrown ${error === null ? "null" : typeof error}`;
}
