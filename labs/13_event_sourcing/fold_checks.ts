import { type Check, type CheckContext, fail, pass } from "../../lib/workshop/mod.ts";
import { differenceIn, everyType, expected, randomHistory, withUnknown } from "./accounts.ts";
import { foldAll, foldAnew, ownOr } from "./bookkeeper.ts";
import { shown } from "./shown.ts";
import type { AccountEvent } from "./stub.ts";

const HISTORIES = 40;
const LONGEST = 30;

function histories({ random }: CheckContext): AccountEvent[][] {
  return Array.from(
    { length: HISTORIES },
    (_, at) => randomHistory(random, `account-${at}`, 1 + Math.ceil(at * LONGEST / HISTORIES)),
  );
}

function titleOf({ version, type, ...rest }: AccountEvent): string {
  const form = "form" in rest ? ` in form ${rest.form}` : "";
  return `event ${version}, ${type}${form}`;
}

/** From the first event to the last, whatever happened. */
export const replay: Check = {
  id: "replay",
  claim: "A replay of an account's events gives the account as it is",
  async run(context) {
    const all = histories(context);
    // Each beginning of a history is one too: the shortest that fails tells what is wrong.
    const asked = all.flatMap((events) => events.map((_, at) => events.slice(0, at + 1)))
      .toSorted((a, b) => a.length - b.length);
    const subject = await context.subject();
    const folded = await foldAll(subject, asked.map((events) => ({ events })));
    for (const [at, events] of asked.entries()) {
      const end = folded[at]!;
      const last = events.at(-1)!;
      const evidence = { account: last.account, version: last.version, type: last.type };
      if ("thrown" in end) {
        const happened = `fold() threw at ${titleOf(last)}: ${end.thrown}`;
        return fail({ happened, anomaly: "fold that throws", evidence });
      }
      const difference = differenceIn(end.state, expected(events));
      if (difference === undefined) continue;
      return fail({
        happened: `After ${titleOf(last)}, ${difference}. ${ruleOf(last)}`,
        anomaly: "wrong state",
        evidence,
      });
    }
    const unknown = await unknownType(context);
    return unknown ?? pass({ histories: all.length, replays: asked.length });
  },
};

/** What is to be known of an event that was folded wrongly. */
function ruleOf(event: AccountEvent): string {
  if ("hold" in event && isOdd(event.hold)) {
    return `A hold may have any name, "${event.hold}" too, and no other name is the same. Of ` +
      '"constructor" each object seems to have one: Object.hasOwn() tells it from what was put there';
  }
  if ("form" in event && event.form === 1) {
    return "Events are never rewritten: each form that was ever written is read for as long as the " +
      "log is kept";
  }
  switch (event.type) {
    case "held":
      return "What is held is set aside, and is part of the balance until it is captured";
    case "released":
      return "What was held under that name is free again: the hold ends, and no money has moved";
    case "captured":
      return "What was held under that name is paid out: it leaves the balance, and the hold ends";
    default:
      return "An event does what it says to the account that the events before it made";
  }
}

function isOdd(name: string): boolean {
  return name in {} || !/^[a-z0-9-]+$/.test(name);
}

/** An event of a newer program, and what comes after it. */
async function unknownType(context: CheckContext) {
  const events = withUnknown(randomHistory(context.random, "account-new", 6), 3);
  const { version, account } = events[3]!;
  const asked = [events.slice(0, version), events];
  const folded = await foldAnew(context, asked.map((events) => ({ events })));
  const [difference] = folded.flatMap((end, at) =>
    ("thrown" in end
      ? `fold() threw: ${end.thrown}`
      : differenceIn(end.state, expected(asked[at]!))) ?? []
  );
  if (difference === undefined) return undefined;
  return fail({
    happened: `An event of a type that is not known yet, "blessed", came as version ${version}: ` +
      `${difference}. A newer program writes it before all readers know it; the account has that ` +
      "version then, and nothing else of it has changed",
    anomaly: "unknown event",
    evidence: { account, version, type: "blessed" },
  });
}

/** At least once. */
export const again: Check = {
  id: "again",
  claim: "An event that comes again changes nothing",
  async run(context) {
    const every = everyType(context.random, "account-every");
    const all = [
      ...histories(context).map((events, at) => ({
        events,
        repeated: repeatedOf(context, events, at),
      })),
      // Of each type there is one comes again alone, and nothing after it hides what became of it.
      ...every.map((event) => ({ events: every, repeated: [event] })),
    ];
    const asked = all.flatMap(({ events, repeated }) => [events, [...events, ...repeated]]);
    const folded = await foldAnew(context, asked.map((events) => ({ events })));
    for (const [at, { events, repeated }] of all.entries()) {
      const [replayed, end] = folded.slice(2 * at);
      const difference = "thrown" in end!
        ? `fold() threw: ${end.thrown}`
        : differenceIn(end!.state, ownOr(expected(events), replayed!));
      if (difference === undefined) continue;
      return fail({
        happened: `Of the events 1 to ${events.length} ${versionsOf(repeated)} came again, as ` +
          `after a crash before the commit, and now ${difference}. An event's version tells ` +
          "whether the account has it, whatever its type is",
        anomaly: "thrown" in end! ? "repeated event refused" : "event applied twice",
        evidence: { account: events[0]!.account, events: events.length, repeated: repeated.length },
      });
    }
    return pass({ histories: all.length });
  },
};

/** What comes again: to the last event, up to one in the middle, or the first event alone. */
function repeatedOf(
  { random }: CheckContext,
  events: readonly AccountEvent[],
  at: number,
): readonly AccountEvent[] {
  if (at % 3 === 0) return events.slice(0, 1);
  const from = random.int(0, events.length - 1);
  return at % 3 === 1
    ? events.slice(from)
    : events.slice(from, random.int(from + 1, events.length));
}

function versionsOf(events: readonly AccountEvent[]): string {
  const [first, last] = [events[0]!, events.at(-1)!];
  return first === last
    ? `number ${first.version}, ${first.type},`
    : `numbers ${first.version} to ${last.version}`;
}

/** What a compacted topic leaves. */
export const missing: Check = {
  id: "missing",
  claim: "Where events are missing, fold() throws instead of making up a state",
  async run(context) {
    const { random } = context;
    const all = histories(context).filter(({ length }) => length > 2);
    const asked = all.map((events) => {
      const gap = random.int(0, events.length - 2);
      return { gap, events: events.toSpliced(gap, 1) };
    });
    // A gap before each type there is, and nothing after it that could notice in its place.
    const every = everyType(random, "account-every");
    asked.push(
      ...every.slice(1).map((event, gap) => ({
        gap,
        events: [...every.slice(0, gap), event],
      })),
    );
    // What compaction leaves of an account: its last event.
    asked.push(...every.slice(1).map((event) => ({ gap: 0, events: [event] })));
    const folded = await foldAnew(context, asked.map(({ events }) => ({ events })));
    for (const [at, { gap, events }] of asked.entries()) {
      const end = folded[at]!;
      if ("thrown" in end) continue;
      const left = events.map(({ version }) => version);
      const versions = left.length > 4
        ? `${left.slice(0, 3).join(", ")} … ${left.at(-1)}`
        : left.join(", ");
      return fail({
        happened: `Of an account only the events ${versions} were there, and fold() made ` +
          `${shown(end.state)} of them. Nobody can know what the missing ones did, whatever type ` +
          "those have that are there, and nobody who reads that state can see that it is made up",
        anomaly: "gap not noticed",
        evidence: { account: events[0]!.account, missing: gap + 1, last: events.at(-1)!.type },
      });
    }
    return pass({ histories: asked.length });
  },
};
