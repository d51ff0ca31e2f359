import { COMPRESSION_CODECS, encodeBatch } from "../../lib/protocol/mod.ts";
import { waitFor } from "../../lib/core/mod.ts";
import {
  type Check,
  type CheckContext,
  fail,
  pass,
  storedBatches,
} from "../../lib/workshop/mod.ts";
import { randomGoal } from "./goals.ts";
import { type Chosen, goalFacts, isFail, kindsFor, optionsFor, shown } from "./options.ts";
import { type OrderRecord, randomOrders } from "./orders.ts";
import { openShop } from "./shop.ts";

/** How much larger than the smallest it may be. */
const TOLERANCE = 1.2;
const LOSSES = ["never", "with the leader", "accepted"] as const;
const encoder = new TextEncoder();

/** Reads codec and size in the headers of the stored batches. */
export const sparesWhatItShould: Check = {
  id: "spares-what-it-should",
  claim: "Stored batches are as small as codecs make them, or not compressed, as the goal says",
  async run(context) {
    const { random } = context;
    const goals = [
      ...LOSSES.map((loss) => randomGoal(random, { spare: "network", loss })),
      randomGoal(random, { spare: "processor" }),
    ];
    const answers = await optionsFor(context, goals);
    if (isFail(answers)) return answers;
    const chosen = goals.map((goal, at): Chosen => ({ goal, options: answers[at]! }));
    for (const spare of ["network", "processor"] as const) {
      const kinds = await kindsFor(context, { spare }, ({ compression }) => compression);
      if (isFail(kinds)) return kinds;
      chosen.push(...kinds.filter((kind) => !chosen.some((other) => isOfOneKind(kind, other))));
    }
    for (const { goal, options } of chosen) {
      const topic = await context.topic("codec");
      await using shop = await openShop(context, options);
      const { recordsPerRequest: count, recordBytes: bytes } = goal;
      const orders = randomOrders(context.random, topic, { count, bytes });
      const sends = orders.map((order) => shop.producer.send(order));
      await shop.producer.flush();
      await Promise.all(sends);
      const batches = await batchesOf(context, { topic, count });
      const stored = batches.reduce((sum, batch) => sum + batch.sizeInBytes, 0);
      const { codec } = batches[0]!;
      const evidence = { topic, codec, bytes: stored, options: shown(options) };
      if (goal.spare === "processor" && codec !== "none") {
        return fail({
          happened: `The stored batches are compressed with ${codec}, and the goal spares the ` +
            `processor: somebody compressed them, and every reader has to undo it`,
          anomaly: "work for nothing",
          evidence: { ...evidence, ...goalFacts(goal) },
        });
      }
      const best = smallest(orders);
      if (goal.spare === "processor" || stored <= TOLERANCE * best.bytes) continue;
      const factor = (stored / best.bytes).toFixed(1);
      return fail({
        happened: `${count} records took ${stored} bytes in the log, in codec ${codec}. In one ` +
          `batch ${best.codec} makes ${best.bytes} of them, and these are ${factor} times that: ` +
          `the goal spares the network`,
        anomaly: "bytes for nothing",
        evidence: { ...evidence, smallest: best.bytes, ...goalFacts(goal) },
      });
    }
    return pass({ goals: chosen.length });
  },
};

/** Whether two goals spare the same, and by the same codec. */
function isOfOneKind(one: Chosen, other: Chosen): boolean {
  return one.goal.spare === other.goal.spare &&
    one.options.compression === other.options.compression;
}

/** All that was sent: where nobody waits for answers, it may still be on its way. */
function batchesOf(
  { target, signal }: CheckContext,
  { topic, count }: { readonly topic: string; readonly count: number },
) {
  return waitFor(async () => {
    const batches = (await storedBatches(target, topic)).map(({ batch }) => batch);
    const records = batches.reduce((sum, batch) => sum + batch.count, 0);
    return records >= count && batches;
  }, { what: `${count} records in ${topic}`, signal });
}

function smallest(orders: readonly OrderRecord[]) {
  const records = orders.map(({ key, value }) => ({
    key: encoder.encode(key),
    value: encoder.encode(value),
    timestampMs: 0,
  }));
  return COMPRESSION_CODECS.map((codec) => ({
    codec,
    bytes: encodeBatch(records, { codec }).length,
  })).reduce((a, b) => a.bytes <= b.bytes ? a : b);
}
