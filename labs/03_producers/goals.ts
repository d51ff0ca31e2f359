import type { Random } from "../../lib/core/mod.ts";

/** What a use of Kafka asks of its producer; the same as in the task. */
export interface Goal {
  readonly loss: "never" | "with the leader" | "accepted";
  readonly duplicates: "never" | "accepted";
  readonly longestWaitMs: number;
  readonly recordBytes: number;
  readonly recordsPerRequest: number;
  readonly topicMaxBytes: number;
  readonly spare: "network" | "processor";
}

/** Bytes that a record and its batch need beside key and value, generously. */
const FRAMING_BYTES = 100;
/** Header of a batch, and what a record takes beside key and value; the far ones a byte more. */
const HEADER_BYTES = 61;
const FRAME_BYTES = 9;
const FAR = 64;
/** How much of what the topic takes a request leaves free at least; the task states it. */
const SPARE_SHARE = 0.01;

/** The largest batch that a producer of ours makes when nobody says otherwise. */
export const DEFAULT_BATCH_BYTES = 131_072;

/** A goal within what the task's docstring states; some of it may be given. */
export function randomGoal(random: Random, given: Partial<Goal> = {}): Goal {
  const loss = given.loss ?? random.pick(["never", "with the leader", "accepted"] as const);
  const recordBytes = given.recordBytes ?? random.int(200, 1500);
  const topicMaxBytes = given.topicMaxBytes ?? random.int(50_000, 1_000_000);
  return {
    loss,
    duplicates: loss === "never" ? random.pick(["never", "accepted"] as const) : "accepted",
    longestWaitMs: random.int(0, 200),
    recordBytes,
    recordsPerRequest: random.int(10, Math.min(400, mostRecords({ recordBytes, topicMaxBytes }))),
    topicMaxBytes,
    spare: random.pick(["network", "processor"] as const),
    ...given,
  };
}

/** How many records certainly fit into a batch that the topic takes. */
function mostRecords(
  { recordBytes, topicMaxBytes }: Pick<Goal, "recordBytes" | "topicMaxBytes">,
): number {
  return Math.floor(0.9 * topicMaxBytes / (recordBytes + FRAMING_BYTES));
}

/** Goals of every kind. */
export function manyGoals(random: Random, count: number): Goal[] {
  return Array.from({ length: count }, () => randomGoal(random));
}

/** Both ends of each range that a goal states. */
const ENDS = {
  longestWaitMs: [0, 200],
  recordBytes: [200, 1500],
  recordsPerRequest: [10, 400],
  topicMaxBytes: [50_000, 1_000_000],
  spare: ["network", "processor"],
} as const;
const BETWEEN = 30;

/**
 * Goals at the ends of all ranges, in every combination, and some between: whoever decides by a
 * field that has no say in it decides otherwise for one of them.
 */
export function goalsOfAllSizes(random: Random, given: Partial<Goal>): Goal[] {
  let ends: Partial<Goal>[] = [{}];
  for (const [name, values] of Object.entries(ENDS)) {
    ends = ends.flatMap((some) => values.map((value) => ({ ...some, [name]: value })));
  }
  const goals = ends.map((end) => {
    const goal = { ...randomGoal(random, { ...given, ...end }), ...given };
    return { ...goal, recordsPerRequest: Math.min(goal.recordsPerRequest, mostRecords(goal)) };
  });
  return [...goals, ...Array.from({ length: BETWEEN }, () => randomGoal(random, given))];
}

/** Size of a batch of so many records of one size before compression, in bytes. */
export function batchSize(
  { count, recordBytes }: { readonly count: number; readonly recordBytes: number },
): number {
  return HEADER_BYTES + count * (recordBytes + FRAME_BYTES) + Math.max(0, count - FAR);
}

/** Size of the batch that the goal wants in one request, before compression. */
export function requestSize({ recordsPerRequest, recordBytes }: Goal): number {
  return batchSize({ count: recordsPerRequest, recordBytes });
}

/**
 * One request of this goal holds more than an untouched producer would send at once, and leaves free
 * no more of the topic's largest batch than the task states.
 */
export function largeBatchGoal(random: Random, given: Partial<Goal> = {}): Goal {
  const goal = randomGoal(random, {
    loss: "with the leader",
    recordBytes: random.int(1200, 1500),
    recordsPerRequest: random.int(200, 300),
    topicMaxBytes: 1_000_000,
    ...given,
  });
  return { ...goal, topicMaxBytes: Math.ceil(requestSize(goal) / (1 - SPARE_SHARE)) };
}

/** Size of a batch that is nearly the largest that any topic takes here. */
const BRIMFUL_BYTES = 999_000;
/** A byte less than zstd and gzip add to such a batch when it does not compress. */
const GROWTHS = [38, 322];

/**
 * The topic of these goals takes all but so few bytes more than a number of records that a batch of
 * them is refused when it does not compress: for each codec that may be chosen.
 */
export function brimfulGoals(random: Random): Goal[] {
  const recordBytes = random.int(1400, 1500);
  const count = Math.floor(BRIMFUL_BYTES / (recordBytes + FRAME_BYTES + 1));
  return GROWTHS.map((growth) =>
    randomGoal(random, {
      loss: "with the leader",
      recordBytes,
      topicMaxBytes: batchSize({ count, recordBytes }) + growth,
      spare: "network",
    })
  );
}

/** The topic of this goal takes less than an untouched producer would send at once. */
export function smallTopicGoal(random: Random, given: Partial<Goal> = {}): Goal {
  return randomGoal(random, {
    loss: "with the leader",
    recordBytes: random.int(400, 800),
    recordsPerRequest: random.int(20, 40),
    topicMaxBytes: random.int(50_000, 90_000),
    ...given,
  });
}
