import { type Check, type CheckContext, fail, pass, type Verdict } from "../../lib/workshop/mod.ts";
import { type Clerk, subjectClerk } from "./clerk.ts";
import { apart, type DocumentStore, watched } from "./document_store.ts";
import {
  anomalyOf,
  difference,
  type OrderRecord,
  orderTopic,
  placeOf,
  readOrders,
  told,
} from "./orders.ts";
import { onEachStore } from "./stores.ts";

const RECORDS = 120;
const MOST_STEPS = 12;

/** What the second process does while the first one is held before a call. */
interface Meeting {
  /** What the two are, in words. */
  readonly what: string;
  /** What the first one works on, and what the second one does meanwhile. */
  pick(rest: readonly OrderRecord[]): readonly [OrderRecord, readonly OrderRecord[]] | undefined;
}

const MEETINGS: readonly Meeting[] = [
  {
    what: "the same record, as when a frozen member wakes up",
    pick: ([first]) => first && [first, [first]],
  },
  {
    what: "records of one shop from two partitions",
    pick([first, ...others]) {
      const other = others.find(({ partition, value }) =>
        partition !== first!.partition && value.shop === first!.value.shop
      );
      return other && [first!, [other]];
    },
  },
  {
    what: "the same record and a newer one of its order",
    pick(rest) {
      const pairs = rest.flatMap((first) => {
        const newer = rest.find(({ offset, value }) =>
          value.order === first.value.order && offset > first.offset
        );
        return newer === undefined ? [] : [[first, newer] as const];
      });
      // The pair that leaves most for the next: what lies before it is applied with it.
      const [pair] = pairs.sort(([, one], [, two]) => passed(rest, one) - passed(rest, two));
      if (pair === undefined) return undefined;
      const [first, newer] = pair;
      const between = rest.filter(({ partition, offset }) =>
        partition === first.partition && offset >= first.offset && offset <= newer.offset
      );
      return [first, between];
    },
  },
];

/** How many records lie before one in its partition. */
function passed(rest: readonly OrderRecord[], { partition, offset }: OrderRecord): number {
  return rest.filter((record) => record.partition === partition && record.offset < offset).length;
}

/** Two processes, and what they share. */
interface Pair {
  readonly one: Clerk;
  readonly two: Clerk;
  readonly store: DocumentStore;
  readonly records: readonly OrderRecord[];
}

/** Two processes at once; the first is held before each of its calls in turn. */
export const twoAtOnce: Check = {
  id: "two-at-once",
  claim: "Two processes that apply records at the same time lose nothing and count nothing twice",
  async run(context) {
    const topic = await orderTopic(context, RECORDS);
    const records = await readOrders(context.kafka, topic);
    const [one, two] = [await subjectClerk(context), await subjectClerk(context)];
    return await onEachStore((store) => meet(context, { one, two, store, records }));
  },
};

/** Each meeting over the documents of those before it, and once more where there are none yet. */
async function meet(context: CheckContext, pair: Pair): Promise<Verdict> {
  let applied: readonly OrderRecord[] = [];
  let meetings = 0;
  for (const meeting of MEETINGS) {
    for (const isFirst of [false, true]) {
      for (let step = 1; step <= MOST_STEPS; step++) {
        const store = isFirst ? apart(pair.store, `meeting ${meetings}`) : pair.store;
        const before = isFirst ? [] : applied;
        const met = await meetAt(step, meeting, { ...pair, store }, before);
        if (met === undefined) break;
        if (met.problem !== undefined) return met.problem;
        if (!isFirst) applied = met.applied;
        meetings++;
        if (met.held === "") break;
      }
    }
  }
  context.signal.throwIfAborted();
  return pass({ topic: pair.records[0]!.topic, meetings });
}

/** One meeting, the first process held before a call; `undefined` when no records are left for it. */
async function meetAt(
  step: number,
  { what, pick }: Meeting,
  { one, two, store, records }: Pair,
  applied: readonly OrderRecord[],
) {
  const picked = pick(next(applied, records));
  if (picked === undefined) return undefined;
  const [first, others] = picked;
  // What lies before them in their partitions comes first, as it always does.
  const before = [first, ...others].flatMap((record) => earlier(applied, records, record))
    .filter((record) => record !== first && !others.includes(record));
  await one.apply(store, before);
  const held = await heldBefore(step, { one, two, store, first, others });
  const now = [...applied, ...before, first, ...others];
  const found = await difference(store, now);
  const problem = found && fail({
    happened: `Two processes applied ${what}: the first was held before call ${step} of ` +
      `the store${held === "" ? "" : `, ${held}(),`} while the second did all of its work. ` +
      `Now ${told(found)}. ${why(applied)}`,
    anomaly: anomalyOf(found) === "older state" ? "older state" : "lost update",
    evidence: {
      topic: first.topic,
      first: placeOf(first),
      second: others.map(placeOf).join(" "),
      id: found.id,
      store: store.name,
    },
    fault: `one process was held before call ${step}`,
  });
  return { held, applied: now, problem };
}

function why(applied: readonly OrderRecord[]): string {
  return applied.length > 0
    ? "What was read before may not be so any more when it is written"
    : "What was read before may not be so any more when it is written: a document that was not there " +
      "may be, and then it holds what somebody else has done";
}

/** Lets the second work while the first is held before a call; which call it was, `""` for none. */
async function heldBefore(
  step: number,
  { one, two, store, first, others }: {
    readonly one: Clerk;
    readonly two: Clerk;
    readonly store: DocumentStore;
    readonly first: OrderRecord;
    readonly others: readonly OrderRecord[];
  },
): Promise<string> {
  let call = "";
  const held = watched(store, {
    async before(at, name) {
      if (at !== step) return;
      call = name;
      await two.apply(store, others);
    },
  });
  await one.apply(held, [first]);
  if (call === "") await two.apply(store, others);
  return call;
}

/** The records that were not applied yet, partition by partition. */
function next(applied: readonly OrderRecord[], records: readonly OrderRecord[]) {
  const done = new Set(applied.map(placeOf));
  return records.filter((record) => !done.has(placeOf(record)));
}

/** What was not applied yet and lies before a record in its partition. */
function earlier(
  applied: readonly OrderRecord[],
  records: readonly OrderRecord[],
  { partition, offset }: OrderRecord,
): OrderRecord[] {
  return next(applied, records).filter((record) =>
    record.partition === partition && record.offset < offset
  );
}
