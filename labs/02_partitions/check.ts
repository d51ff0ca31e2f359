import { type Check, type CheckContext, fail, pass } from "../../lib/workshop/mod.ts";
import { numberedKeys, randomKeys } from "./keys.ts";
import { keyOrder } from "./key_order_check.ts";
import { followsGrowth } from "./growth_check.ts";
import { exists, given, javaPartition, type Placement, shown } from "./placement.ts";
import { explain } from "./mistakes.ts";
import { rarePlacements } from "./rare_placements.ts";

/** The task needs nothing but itself. */
export const mayImport: readonly string[] = [];

const javaPlacement: Check = {
  id: "java-placement",
  claim: "Each key goes to the partition that Kafka's Java client picks",
  async run(context) {
    const placements = somePlacements(context, 400);
    const answers = await ask(context, placements);
    const wrong = placements.map((placement, at) => ({ placement, answer: answers[at] }))
      .filter(({ placement, answer }) => answer !== javaPartition(placement));
    // A plain key says more than an empty one or one in another script.
    const first = wrong.find(({ placement }) => /^[\w-]+$/.test(placement.key)) ?? wrong[0];
    if (first === undefined) return pass({ keys: placements.length });
    const { key, partitionCount } = first.placement;
    const expected = javaPartition(first.placement);
    return fail({
      happened: `Key ${shown(key)} belongs to partition ${expected} of ${partitionCount}, but ` +
        `partitionFor() says ${given(first.answer)}. ${explain(wrong, placements)}`,
      anomaly: "clients disagree about a key's partition",
      evidence: {
        key: shown(key),
        partitionCount,
        expected,
        given: given(first.answer),
        wrong: `${wrong.length} of ${placements.length} keys`,
      },
    });
  },
};

const inRange: Check = {
  id: "in-range",
  claim: "The partition exists: a whole number from 0 to the count less one",
  async run(context) {
    const placements = somePlacements(context, 300);
    const answers = await ask(context, placements);
    const at = placements.findIndex(({ partitionCount }, at) =>
      !exists(answers[at], partitionCount)
    );
    if (at === -1) return pass({ keys: placements.length });
    const { key, partitionCount } = placements[at]!;
    const answer = answers[at];
    const why = typeof answer === "number" && answer < 0
      ? `A hash of 32 bits is negative for every second key, and in JavaScript so is its remainder`
      : `It must be a number, and a whole one`;
    return fail({
      happened: `partitionFor(${shown(key)}, ${partitionCount}) is ${given(answer)}. That ` +
        `partition does not exist: there are 0 to ${partitionCount - 1}. ${why}`,
      anomaly: "record without a partition",
      evidence: { key: shown(key), partitionCount, given: given(answer) },
    });
  },
};

const KEYS_PER_PARTITION = 300;

const evenSpread: Check = {
  id: "even-spread",
  claim: "Many keys spread evenly, even when they differ in a few digits only",
  async run(context) {
    const partitionCount = context.random.int(40, 60);
    const keys = numberedKeys(context.random, partitionCount * KEYS_PER_PARTITION);
    const answers = await ask(context, keys.map((key) => ({ key, partitionCount })));
    const counts = new Array<number>(partitionCount).fill(0);
    for (const [at, answer] of answers.entries()) {
      if (!exists(answer, partitionCount)) return astray(keys[at]!, partitionCount, answer);
      counts[answer]!++;
    }
    const most = Math.max(...counts);
    // Six standard deviations of a fair spread: chance alone goes beyond it once in ten million runs.
    const bound = Math.ceil(KEYS_PER_PARTITION + 6 * Math.sqrt(KEYS_PER_PARTITION));
    if (most <= bound) return pass({ keys: keys.length, partitionCount, most, bound });
    const partition = counts.indexOf(most);
    const factor = (most / KEYS_PER_PARTITION).toFixed(1);
    return fail({
      happened: `Partition ${partition} of ${partitionCount} got ${most} of ${keys.length} keys, ` +
        `${factor} times the average. Whoever reads it works while the others wait: a hash must ` +
        `tell keys apart that look alike`,
      anomaly: "hot partition",
      evidence: {
        partition,
        keys: most,
        average: KEYS_PER_PARTITION,
        bound,
        empty: counts.filter((count) => count === 0).length,
        example: keys[0]!,
      },
    });
  },
};

function astray(key: string, partitionCount: number, answer: unknown) {
  return fail({
    happened: `Key ${shown(key)} goes to ${given(answer)} of ${partitionCount} partitions, which ` +
      `does not exist: of what is written nowhere nobody can say that it is spread evenly`,
    anomaly: "record without a partition",
    evidence: { key: shown(key), partitionCount, given: given(answer) },
  });
}

/** Ordered from the first thing that a learner would notice to the last. */
export const checks: readonly Check[] = [
  inRange,
  javaPlacement,
  evenSpread,
  keyOrder,
  followsGrowth,
];

function somePlacements({ random }: CheckContext, count: number): Placement[] {
  const keys = randomKeys(random, count).map((key) => ({
    key,
    partitionCount: random.int(1, random.pick([3, 12, 100, 1000])),
  }));
  return [...keys, ...rarePlacements(random)];
}

async function ask(context: CheckContext, placements: readonly Placement[]): Promise<unknown[]> {
  const subject = await context.subject();
  const calls = placements.map(({ key, partitionCount }) => [key, partitionCount]);
  const outcomes = await subject.outcomes("partitionFor", calls);
  return outcomes.map((outcome) => subject.valueOf("partitionFor", outcome));
}
