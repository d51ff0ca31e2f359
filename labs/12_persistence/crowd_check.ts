import { type Check, type CheckContext, fail, pass, type Verdict } from "../../lib/workshop/mod.ts";
import { type Clerk, subjectClerk } from "./clerk.ts";
import { type DocumentStore, watched } from "./document_store.ts";
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

/** Enough for each shop to have records in each partition, many times. */
const RECORDS = 90;
/** How often somebody else writes the document first. */
const CROWD = 6;

/** A document that others write again and again, each time before one gets to it. */
export const keepsTrying: Check = {
  id: "keeps-trying",
  claim: "However often others write a shop's document in between, the record is applied",
  async run(context) {
    const topic = await orderTopic(context, RECORDS);
    const records = await readOrders(context.kafka, topic);
    const clerks: [Clerk, Clerk] = [await subjectClerk(context), await subjectClerk(context)];
    return await onEachStore((store) => crowd(context, { clerks, store, records }));
  },
};

async function crowd(
  context: CheckContext,
  { clerks: [one, two], store, records }: {
    readonly clerks: readonly [Clerk, Clerk];
    readonly store: DocumentStore;
    readonly records: readonly OrderRecord[];
  },
): Promise<Verdict> {
  const first = records[0]!;
  const { topic, value: { shop } } = first;
  const others = records.filter(({ partition, value }) =>
    partition !== first.partition && value.shop === shop
  ).slice(0, CROWD);
  const waiting = [...others];
  const applied: OrderRecord[] = [first];
  const crowded = watched(store, {
    async before(_, call, id) {
      const other = call !== "get" && id === `shop:${shop}` ? waiting.shift() : undefined;
      if (other === undefined) return;
      // What lies before it in its partition comes first, as it always does.
      const batch = records.filter((record) =>
        record.partition === other.partition && record.offset <= other.offset &&
        !applied.includes(record)
      );
      applied.push(...batch);
      await two.apply(store, batch);
    },
  });
  await one.apply(crowded, [first]);
  context.signal.throwIfAborted();
  const times = others.length - waiting.length;
  const found = await difference(store, applied);
  if (found === undefined) return pass({ topic, refused: times });
  return fail({
    happened: `While one process applied the record at ${placeOf(first)}, another wrote ` +
      `shop:${shop} ${times} times, each time just before the first did. Now ${told(found)}. A ` +
      "write that is refused is not done: read, change and write again until one is accepted",
    anomaly: anomalyOf(found) === "older state" ? "older state" : "lost update",
    evidence: {
      topic,
      partition: first.partition,
      offset: first.offset,
      id: found.id,
      store: store.name,
    },
    fault: `another process wrote the document before ${times} of the first one's writes`,
  });
}
