// caught by: missing
// says: whatever type
// Takes an event that it doesn't know for one that no gap before it can spoil.
import type { Account, AccountEvent, Decision } from "../stub.ts";

const KNOWN = ["opened", "deposited", "withdrawn", "held", "released", "captured"];

export function fold(account: Account | undefined, event: AccountEvent): Account {
  const { version = 0, owner = "", balance = 0, held = {} } = account ?? {};
  if (account !== undefined && event.version <= version) return account;
  if (event.version !== version + 1 && KNOWN.includes(event.type)) {
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

export function nextStep(): Decision | undefined {
  return undefined;
}
