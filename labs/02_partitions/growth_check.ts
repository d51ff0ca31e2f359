import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { interleaved, readAll, write } from "./keyed_log.ts";
import { numberedKeys } from "./keys.ts";
import { exists } from "./placement.ts";

const BEFORE = 3;
const AFTER = 6;
const KEYS = 40;

/** Adds partitions to a topic while it is in use, and looks whether records reach them. */
export const followsGrowth: Check = {
  id: "follows-growth",
  claim: "Records reach partitions that are added later",
  async run(context) {
    const topic = await context.topic("growth", BEFORE);
    const keys = numberedKeys(context.random, KEYS);
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
    const added = log.filter((record) => record.partition >= BEFORE);
    if (added.length > 0) return pass({ topic, records: log.length, inAdded: added.length });
    return fail({
      happened: `The topic grew from ${BEFORE} to ${AFTER} partitions, and of ${KEYS} keys sent ` +
        `after that none went to ${BEFORE} or above: the added partitions stay empty, and whoever ` +
        `reads them has nothing to do. The count can change at any time: use the one handed in`,
      anomaly: "added partitions unused",
      evidence: { topic, partitions: AFTER, records: log.length, inAdded: 0 },
    });
  },
};
