import type { Random } from "../../lib/core/mod.ts";
import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { interleaved, readAll, write } from "./keyed_log.ts";
import { numberedKeys } from "./keys.ts";
import { exists, javaPartition } from "./placement.ts";

const BEFORE = 3;
const AFTER = 6;
const KEYS = 40;
const ADDED = [3, 4, 5];

/** Adds partitions to a topic while it is in use, and looks whether records reach them. */
export const followsGrowth: Check = {
  id: "follows-growth",
  claim: "Records reach each partition that is added later",
  async run(context) {
    const topic = await context.topic("growth", BEFORE);
    const keys = keysForAll(context.random);
    const subject = await context.subject();
    for (const [round, count] of [BEFORE, AFTER].entries()) {
      if (round > 0) await context.addPartitions(topic, count);
      const records = interleaved(keys, 1, round);
      const outcomes = await subject.outcomes(
        "partitionFor",
        records.map(({ key }) => [key, count]),
      );
      const given = outcomes.map((outcome) => subject.valueOf("partitionFor", outcome));
      const written = records.filter((_, at) => exists(given[at], count));
      const producer = await context.producer();
      await write(producer, topic, written, given.filter((each) => exists(each, count)));
    }
    const log = await readAll(context.kafka, topic);
    const reached = new Set(log.map(({ partition }) => partition));
    const empty = ADDED.filter((partition) => !reached.has(partition));
    if (empty.length === 0) return pass({ topic, records: log.length });
    const which = empty.length === 1 ? "partition" : "partitions";
    return fail({
      happened: `The topic grew from ${BEFORE} to ${AFTER} partitions, and of ${KEYS} keys sent ` +
        `after that none went to ${which} ${empty.join(", ")}: what was added stays empty, and ` +
        `whoever reads it has nothing to do. The count can change at any time: use the one handed ` +
        `in, and all of the hash`,
      anomaly: "added partitions unused",
      evidence: { topic, partitions: AFTER, records: log.length, empty: empty.join(" ") },
    });
  },
};

/** Keys of which Java puts some into each partition that is added. */
function keysForAll(random: Random): string[] {
  for (;;) {
    const keys = numberedKeys(random, KEYS);
    const reached = new Set(keys.map((key) => javaPartition({ key, partitionCount: AFTER })));
    if (ADDED.every((partition) => reached.has(partition))) return keys;
  }
}
