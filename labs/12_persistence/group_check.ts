import { type Check, fail, inconclusive, pass, type Verdict } from "../../lib/workshop/mod.ts";
import type { CheckContext } from "../../lib/workshop/mod.ts";
import { type Clerk, subjectClerk } from "./clerk.ts";
import type { DocumentStore } from "./document_store.ts";
import { work } from "./group.ts";
import { anomalyOf, difference, orderTopic, placeOf, readOrders, told } from "./orders.ts";
import { onEachStore } from "./stores.ts";

const RECORDS = 40;

/** A real group whose members die between the store and the commit. */
export const liveGroup: Check = {
  id: "live-group",
  claim: "A real group whose members die before their commit leaves the right state",
  async run(context) {
    const topic = await orderTopic(context, RECORDS);
    const clerk = await subjectClerk(context);
    return await onEachStore((store) => threeShifts(context, { topic, clerk, store }));
  },
};

async function threeShifts(
  context: CheckContext,
  { topic, clerk, store }: {
    readonly topic: string;
    readonly clerk: Clerk;
    readonly store: DocumentStore;
  },
): Promise<Verdict> {
  const { random } = context;
  const groupId = context.groupId("orders");
  const records = await readOrders(context.kafka, topic);
  const seen: string[] = [];
  const all = new Set(records.map(placeOf));
  const shifts = [
    { commitAfter: random.int(3, 6), killAfter: random.int(12, 18) },
    { commitAfter: random.int(3, 6), killAfter: random.int(12, 18) },
    { commitAfter: random.int(3, 6), killAfter: undefined },
  ];
  for (const shift of shifts) {
    await work(context, {
      ...shift,
      topic,
      groupId,
      async apply(record) {
        await clerk.apply(store, [record]);
        seen.push(placeOf(record));
      },
      isDone: () => [...all].every((place) => seen.includes(place)),
    });
    if (shift.killAfter !== undefined) await clerk.kill();
  }
  const again = seen.length - all.size;
  const facts = { topic, group: groupId, records: records.length, deliveries: seen.length };
  if (again <= 0) {
    return inconclusive(
      "No record came again, although two members died before their commit",
      "Run it again; if it stays, the workshop is at fault, not your code",
    );
  }
  const found = await difference(store, records);
  if (found === undefined) return pass({ ...facts, again });
  return fail({
    happened: `Two members of group ${groupId} died between the store and their commit, so that ` +
      `${again} of ${seen.length} deliveries were of records that had come before. In the end ` +
      told(found),
    anomaly: anomalyOf(found),
    evidence: { ...facts, id: found.id, store: store.name },
    fault: "SIGKILL of two members before their commit",
  });
}
