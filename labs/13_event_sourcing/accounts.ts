import type { Random } from "../../lib/core/mod.ts";
import { shown } from "./shown.ts";
import type { Account, AccountEvent, Happened } from "./stub.ts";

const OWNERS = ["Siti", "Budi", "Ayu", "Joko", "Rina"];
/** Names of holds: any text is one. What everybody gets wrong is to be seen in the first. */
const NAMES = ["rent", "7", "Rent", "constructor", "Café ~ 2/3"];

/** How an account lives. */
export interface WriterOptions {
  /** Whether holds have names, and amounts are, as nobody thinks of. @default {false} */
  readonly odd?: boolean;
}

/** Writes histories of an account that a bank could have. */
export class AccountWriter {
  readonly events: AccountEvent[] = [];
  readonly #random: Random;
  readonly #account: string;
  readonly #odd: boolean;
  readonly #names: string[];
  readonly #holds: string[] = [];

  constructor(account: string, random: Random, { odd = false }: WriterOptions = {}) {
    this.#account = account;
    this.#random = random;
    this.#odd = odd;
    this.#names = odd ? [...NAMES] : [];
  }

  /** One more event. */
  next(): AccountEvent {
    const version = this.events.length + 1;
    const event = { account: this.#account, version, ...this.#happens(version) };
    this.events.push(event);
    return event;
  }

  #happens(version: number): Happened {
    const random = this.#random;
    if (version === 1) return { type: "opened", owner: random.pick(OWNERS) };
    const form = random.pick([1, 2] as const);
    const amount = this.#amount(form);
    const chance = random.next();
    if (chance < 0.3) return { type: "deposited", form, amount };
    if (chance < 0.5) return { type: "withdrawn", form, amount };
    const [hold] = this.#holds;
    if (chance < 0.75 || hold === undefined) {
      const name = this.#names.shift() ?? `hold-${version}`;
      this.#holds.push(name);
      return { type: "held", hold: name, form, amount };
    }
    this.#holds.shift();
    return { type: random.pick(["released", "captured"]), hold };
  }

  #amount(form: 1 | 2): number {
    const random = this.#random;
    if (this.#odd && random.next() < 0.2) return random.pick([0, 2 ** 33]);
    return form === 1 ? random.int(1, 900) : random.int(1, 90_000);
  }
}

/** A history of so many events, with names and amounts as nobody thinks of. */
export function randomHistory(random: Random, account: string, length: number): AccountEvent[] {
  const writer = new AccountWriter(account, random, { odd: true });
  for (let made = 0; made < length; made++) writer.next();
  return writer.events;
}

/** A history in which each type comes before the last event, one that nobody knows yet as well. */
export function everyType(random: Random, account: string): AccountEvent[] {
  for (;;) {
    const events = randomHistory(random, account, 20);
    const types = new Set(events.slice(0, -1).map(({ type }) => type));
    if (types.size === TYPES) return withUnknown(events, random.int(3, events.length - 2));
  }
}

const TYPES = 6;

/** The same history with an event of a newer program in this place. */
export function withUnknown(events: readonly AccountEvent[], at: number): AccountEvent[] {
  const { account } = events[0]!;
  const unknown = { account, version: 0, type: "blessed", by: "Ayu" } as unknown as AccountEvent;
  return events.toSpliced(at, 0, unknown).map((event, before) => ({
    ...event,
    version: before + 1,
  }));
}

/** What a history comes to, reckoned from all of it at once: the harness's own opinion. */
export function expected(events: readonly AccountEvent[]): Account {
  const last = events.at(-1)!;
  let [owner, balance] = ["", 0];
  const held = new Map<string, number>();
  for (const event of events) {
    switch (event.type) {
      case "opened":
        owner = event.owner;
        break;
      case "deposited":
        balance += cents(event);
        break;
      case "withdrawn":
        balance -= cents(event);
        break;
      case "held":
        held.set(event.hold, cents(event));
        break;
      case "released":
        held.delete(event.hold);
        break;
      case "captured":
        balance -= held.get(event.hold)!;
        held.delete(event.hold);
    }
  }
  return { version: last.version, owner, balance, held: Object.fromEntries(held) };
}

function cents({ form, amount }: { readonly form: 1 | 2; readonly amount: number }): number {
  return form === 1 ? amount * 100 : amount;
}

/** The first thing in which a state is not what it should be, in words. */
export function differenceIn(state: unknown, right: Account): string | undefined {
  if (typeof state !== "object" || state === null) {
    return `fold() returned ${shown(state)}, and should have returned an account`;
  }
  const given = state as Partial<Account>;
  for (const name of ["version", "owner", "balance"] as const) {
    if (given[name] !== right[name]) {
      const what = given[name] === undefined ? "missing" : shown(given[name]);
      return `${name} is ${what} and should be ${shown(right[name])}`;
    }
  }
  const text = (held: Account["held"] | undefined) =>
    Deno.inspect(Object.entries(held ?? {}).toSorted(([a], [b]) => a < b ? -1 : 1));
  if (text(given.held) === text(right.held)) return undefined;
  return `held is ${shown(given.held)} and should be ${shown(right.held)}`;
}
