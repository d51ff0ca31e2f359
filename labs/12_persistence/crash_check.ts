import { type Check, fail, pass, type Verdict } from "../../lib/workshop/mod.ts";
import { type Clerk, killedAt, type KillPoint, subjectClerk } from "./clerk.ts";
import type { DocumentStore } from "./document_store.ts";
import { returnsEarly } from "./early_return.ts";
import {
  anomalyOf,
  type Difference,
  difference,
  type OrderRecord,
  orderTopic,
  placeOf,
  readOrders,
  told,
} from "./orders.ts";
import { onEachStore } from "./stores.ts";

const RECORDS = 45;
/** A function that makes more calls for one record is tried at the first of them only. */
const MOST_STEPS = 12;

/** The process dies around each call of the store, and after the last one. */
export const killedAnywhere: Check = {
  id: "killed-anywhere",
  claim: "Whatever call of the store the process is killed at, the record counts once in the end",
  async run(context) {
    const topic = await orderTopic(context, RECORDS);
    const records = await readOrders(context.kafka, topic);
    const clerk = await subjectClerk(context);
    return await onEachStore(async (store) => {
      const verdict = await killEverywhere(clerk, store, records);
      if (verdict.verdict !== "pass") return verdict;
      return await returnsEarly(context, { store, records, mostSteps: MOST_STEPS }) ?? verdict;
    });
  },
};

async function killEverywhere(
  clerk: Clerk,
  store: DocumentStore,
  records: readonly OrderRecord[],
): Promise<Verdict> {
  const applied: OrderRecord[] = [];
  let kills = 0;
  for (const side of ["before", "after"] as const) {
    for (let step = 1; step <= MOST_STEPS; step++) {
      const record = records[applied.length]!;
      applied.push(record);
      const point: KillPoint = { step, side };
      const { end, call } = await killedAt(clerk, { store, record, point });
      // It has made all its calls: what is left is to die before the commit.
      if (end === "done") await clerk.kill();
      kills++;
      await clerk.apply(store, [record]);
      const found = await difference(store, applied);
      if (found !== undefined) {
        const when = end === "done"
          ? "when the record was applied, but its offset not committed"
          : `${side} call ${step} of the store, ${call}()`;
        return failed(found, { when, record, store });
      }
      if (end === "done") break;
    }
  }
  return pass({ topic: records[0]!.topic, records: applied.length, kills });
}

function failed(
  found: Difference,
  { when, record, store }: {
    readonly when: string;
    readonly record: OrderRecord;
    readonly store: DocumentStore;
  },
): Verdict {
  const why = anomalyOf(found) === "lost effect"
    ? "What tells that the record is done was there before all of its effect was"
    : "The effect was there, and nothing that is written with it tells that it is";
  return fail({
    happened: `The process was killed ${when}. Another one was given the record at ` +
      `${placeOf(record)} again, and now ${told(found)}. ${why}`,
    anomaly: anomalyOf(found),
    evidence: {
      topic: record.topic,
      partition: record.partition,
      offset: record.offset,
      id: found.id,
      store: store.name,
    },
    fault: `SIGKILL ${when}`,
  });
}
