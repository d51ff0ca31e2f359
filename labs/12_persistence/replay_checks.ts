import type { Random } from "../../lib/core/mod.ts";
import { type Check, type CheckContext, type Facts, fail, pass } from "../../lib/workshop/mod.ts";
import { type Clerk, subjectClerk } from "./clerk.ts";
import type { DocumentStore } from "./document_store.ts";
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

const RECORDS = 60;
/** Of one shop alone: its document has seen more records than anybody would keep in a list. */
const BUSY = { records: 150, shops: ["Medan"] };

/** What each of these checks begins with. */
interface Start {
  readonly context: CheckContext;
  readonly clerk: Clerk;
  readonly store: DocumentStore;
  readonly records: readonly OrderRecord[];
  readonly facts: Facts;
}

/** Each record once, as if nothing ever went wrong. */
export const eachOnce: Check = {
  id: "each-once",
  claim: "When each record was applied, orders and shops are what the records make them",
  run: (context) =>
    fromLog(context, async ({ clerk, store, records, facts }) => {
      await clerk.apply(store, records);
      const found = await difference(store, records);
      if (found === undefined) return pass(facts);
      return fail({
        happened: `Each of ${records.length} records was applied once, and ${told(found)}. ` +
          (anomalyOf(found) === "effect twice"
            ? "None of them has come twice, and one was counted so"
            : "A record that was new was passed over or written over: whatever tells new from old has " +
              "to hold for each partition and each offset"),
        anomaly: anomalyOf(found),
        evidence: { ...facts, id: found.id, store: store.name },
      });
    }),
};

/** From an earlier offset on, several times. */
export const replays: Check = {
  id: "replays",
  claim: "Records that come again from an earlier offset on change nothing, counters neither",
  run: (context) =>
    fromLog(context, async ({ clerk, store, records, facts }) => {
      await clerk.apply(store, records);
      const times = context.random.int(2, 4);
      let again = 0;
      for (let time = 1; time <= times; time++) {
        const from = offsets(context.random, records);
        const tail = records.filter(({ partition, offset }) => offset >= from[partition]!);
        again += tail.length;
        await clerk.apply(store, tail);
        const found = await difference(store, records);
        if (found === undefined) continue;
        return fail({
          happened: `${records.length} records were applied, then ${tail.length} of them again: ` +
            `from the last commit on, as after every crash. Now ${told(found)}. To write what a ` +
            "document is can be repeated; to write by how much it grows can't",
          anomaly: anomalyOf(found),
          evidence: { ...facts, id: found.id, replay: time, store: store.name },
          fault: `${tail.length} records were delivered again, from an earlier offset on`,
        });
      }
      return pass({ ...facts, replays: times, again });
    }),
};

/** One by itself, long after newer ones of the same order. */
export const oldRecord: Check = {
  id: "old-record",
  claim: "An old record that comes again by itself takes nothing back",
  run: (context) =>
    fromLog(context, async ({ clerk, store, records, facts }) => {
      await clerk.apply(store, records);
      const superseded = records.filter(({ offset, value: { order } }) =>
        records.some((later) => later.value.order === order && later.offset > offset)
      );
      for (let times = 0; times < 8; times++) {
        // The oldest of all first: more than a hundred have come since.
        const old = times === 0 ? superseded[0]! : context.random.pick(superseded);
        await clerk.apply(store, [old]);
        const found = await difference(store, records);
        if (found === undefined) continue;
        return fail({
          happened: `The record at ${placeOf(old)} ("${old.value.status}") came again, after ` +
            `newer ones of ${old.value.order} and many of its shop: a member that was frozen had ` +
            `still to write it. Now ${told(found)}. ${whyOld(found.field)}`,
          anomaly: anomalyOf(found),
          evidence: {
            ...facts,
            partition: old.partition,
            offset: old.offset,
            id: found.id,
            store: store.name,
          },
          fault: `the record at ${placeOf(old)} was delivered again by itself`,
        });
      }
      return pass({ ...facts, superseded: superseded.length });
    }, BUSY),
};

function whyOld(field: string): string {
  return field === "status"
    ? "An upsert writes what it is told, also when that is out of date"
    : "Whatever tells which records were applied must do so for ever, not for the last ones alone";
}

async function fromLog(
  context: CheckContext,
  run: (start: Start) => ReturnType<Check["run"]>,
  log: { readonly records: number; readonly shops?: readonly string[] } = { records: RECORDS },
): ReturnType<Check["run"]> {
  const topic = await orderTopic(context, log.records, log.shops);
  const records = await readOrders(context.kafka, topic);
  const clerk = await subjectClerk(context);
  const facts = { topic, records: records.length };
  return await onEachStore((store) => run({ context, clerk, store, records, facts }));
}

/** An offset of each partition, from which it is read again. */
function offsets(random: Random, records: readonly OrderRecord[]): Record<number, bigint> {
  const last: Record<number, bigint> = {};
  for (const { partition, offset } of records) last[partition] = offset;
  return Object.fromEntries(
    Object.entries(last).map(([partition, offset]) => [
      partition,
      BigInt(random.int(0, Number(offset))),
    ]),
  );
}
