import { ManualClock, waitFor } from "../../lib/core/mod.ts";
import type { ResponseBody } from "../../lib/protocol/mod.ts";
import {
  type Check,
  type CheckContext,
  fail,
  pass,
  storedBatches,
} from "../../lib/workshop/mod.ts";
import type { ProducerRecord } from "../../lib/producer/mod.ts";
import {
  batchSize,
  brimfulGoals,
  DEFAULT_BATCH_BYTES,
  type Goal,
  goalsOfAllSizes,
  largeBatchGoal,
  requestSize,
  smallTopicGoal,
} from "./goals.ts";
import {
  type Chosen,
  type ChosenOptions,
  goalFacts,
  isFail,
  kindsFor,
  optionsFor,
  shown,
} from "./options.ts";
import { randomOrders, randomPhotos } from "./orders.ts";
import { openShop, type Shop } from "./shop.ts";

const ARRIVALS = 5;
/** Answers for one wait that are tried; all that is expected is one. */
const MOST_KINDS = 4;
/** The longest wait that a goal allows: who caps it lower is noticed here. */
const LONGEST_MS = 200;
/** The share of the longest wait within which they come, in whole milliseconds. */
const SHARE = 0.75;

/** Hands the producer a clock that stands still until it is moved, and counts batches. */
export const waitsNoLonger: Check = {
  id: "waits-no-longer",
  claim: "A record waits for others as long as the goal allows: no longer, and not much less",
  async run(context) {
    const { random } = context;
    // None of them is round, and one is short: who rounds waits is noticed.
    const waits = [0, random.int(2, 9), random.int(21, 29), random.int(111, 119), LONGEST_MS];
    const kinds: Chosen[] = [];
    for (const longestWaitMs of waits) {
      const chosen = await kindsFor(context, { longestWaitMs }, ({ lingerMs }) => lingerMs);
      if (isFail(chosen)) return chosen;
      kinds.push(...chosen.slice(0, MOST_KINDS));
    }
    for (const { goal, options } of kinds) {
      const { longestWaitMs } = goal;
      const seen = await arrivals(context, options, longestWaitMs);
      const evidence = { topic: seen.topic, options: shown(options), ...goalFacts(goal) };
      if (seen.waiting) {
        return fail({
          happened: longestWaitMs === 0
            ? `A record was sent, and the producer kept it and waited for more to fill its batch. ` +
              `The goal allows no wait at all`
            : `${longestWaitMs} ms after the first of ${seen.sent} records the producer had ` +
              `sent nothing and was still waiting for more to fill its batch. The goal allows a ` +
              `wait of ${longestWaitMs} ms`,
          anomaly: "record waits too long",
          evidence,
        });
      }
      if (seen.requests === 1) continue;
      return fail({
        happened: `${seen.sent} records that came within ${seen.withinMs} ms went out in ` +
          `${seen.requests} requests. The goal allows a wait of ${longestWaitMs} ms, so one ` +
          `request could have carried them all: who waits less than he may sends more requests`,
        anomaly: "batches cut short",
        evidence: { ...evidence, requests: seen.requests },
      });
    }
    return pass({ waits: kinds.length });
  },
};

/** One record after another on a clock of ours; with no wait allowed, one record alone. */
async function arrivals(context: CheckContext, options: ChosenOptions, longestWaitMs: number) {
  const topic = await context.topic("linger");
  const clock = new ManualClock();
  await using shop = await openShop(context, { ...options, clock });
  const count = longestWaitMs === 0 ? 1 : ARRIVALS;
  const [first, ...records] = randomOrders(context.random, topic, { count: count + 1 });
  await warmUp(shop, first!);
  const before = shop.traffic.requests.length;
  // The last one comes half a millisecond before the time that the task promises is over.
  const withinMs = Math.max(0, Math.floor(SHARE * longestWaitMs) - 0.5);
  const stepMs = withinMs / (ARRIVALS - 1);
  let settled = 0;
  for (const [at, record] of records.entries()) {
    if (at > 0) clock.advance(stepMs);
    // Whoever waited until now and no longer sends before this record comes.
    await passed();
    shop.producer.send(record).finally(() => settled++).catch(() => {});
    await passed();
  }
  clock.advance(longestWaitMs - (count - 1) * stepMs);
  await passed();
  const sent = () => shop.traffic.requests.length - before;
  // Whoever still lingers sleeps on our clock, which stands still now.
  const lingers = () => clock.sleepers > 0 && (sent() === 0 || settled > 0);
  const end = await waitFor(
    () => settled === count && sent() > 0 ? "sent" : lingers() && "lingers",
    { what: "the records to be sent or kept", intervalMs: 5, signal: context.signal },
  );
  const requests = sent() + (end === "lingers" ? 1 : 0);
  return { topic, sent: count, withinMs, waiting: sent() === 0, requests };
}

/** The topic is known and the connection is made: from here on only the options count. */
async function warmUp({ producer, traffic }: Shop, record: ProducerRecord): Promise<void> {
  const sent = producer.send(record);
  await producer.flush();
  await sent;
  await waitFor(() => traffic.requests.length > 0, { what: "the first request" });
}

/** Resolves when what was set off has run. */
function passed(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

const LOSSES = ["never", "with the leader", "accepted"] as const;
const PHOTOS =
  ". They hold photographs, which do not compress: a codec makes such a batch even a " +
  "little larger, and its size counts before that, the topic's limit after it";

/** Counts in the log how many records came in one batch, and on the wire what was refused. */
export const recordsPerRequest: Check = {
  id: "records-per-request",
  claim: "Records that are sent at once travel in one request, in no batch that the topic refuses",
  async run(context) {
    const { random } = context;
    const goals = [
      largeBatchGoal(random, { spare: "processor" }),
      smallTopicGoal(random, { spare: "processor" }),
      smallTopicGoal(random, { spare: "network" }),
      ...brimfulGoals(random),
      ...LOSSES.flatMap((loss) => goalsOfAllSizes(random, { loss })),
    ];
    const answers = await optionsFor(context, goals);
    if (isFail(answers)) return answers;
    const all = answers.map((options, at) => ({ options, goal: goals[at]! }));
    const chosen = new Set([
      ...all.slice(0, 3),
      mostBy(all.slice(3, 5), brim),
      mostBy(all, fullness),
      mostBy(all, excess),
    ]);
    let records = 0;
    for (const { goal, options } of chosen) {
      const { topic, ...seen } = await sendAtOnce(context, options, goal);
      const evidence = { topic, options: shown(options), ...goalFacts(goal) };
      records += seen.largest;
      if (seen.batches > 1) {
        return fail({
          happened: `${goal.recordsPerRequest} records of ${goal.recordBytes} bytes, sent at ` +
            `once, lie in the log as ${seen.batches} batches, the largest of ${seen.largest} ` +
            `records: the batch was full before. Every batch is a request, and the goal wants one`,
          anomaly: "batch too small",
          evidence: { ...evidence, batches: seen.batches, largest: seen.largest },
        });
      }
      if (seen.refused > 0) {
        return fail({
          happened:
            `When more records came than fit, the broker refused ${
              seen.refused === 1 ? "a request" : `${seen.refused} requests`
            } as too large: the topic takes batches of ${goal.topicMaxBytes} bytes. What is refused ` +
            `has crossed the wire for nothing, is cut in two and sent again${
              goal.spare === "network" ? PHOTOS : ""
            }`,
          anomaly: "batch too large",
          evidence: { ...evidence, refused: seen.refused },
        });
      }
    }
    return pass({ goals: chosen.size, records });
  },
};

/** How much of its batch a request of the goal needs, by what the options say. */
function fullness({ goal, options }: Chosen): number {
  return requestSize(goal) / batchBytes(options);
}

/** How much of what the topic takes a batch may fill. */
function excess({ goal, options }: Chosen): number {
  return batchBytes(options) / goal.topicMaxBytes;
}

/** How close the records that fill a batch come to what the topic takes, before compression. */
function brim({ goal, options }: Chosen): number {
  const { recordBytes, topicMaxBytes } = goal;
  let count = Math.floor(batchBytes(options) / recordBytes);
  while (batchSize({ count, recordBytes }) > batchBytes(options)) count--;
  return batchSize({ count, recordBytes }) - topicMaxBytes;
}

function batchBytes({ maxBatchBytes = DEFAULT_BATCH_BYTES }: ChosenOptions): number {
  return maxBatchBytes;
}

function mostBy(chosen: readonly Chosen[], measure: (one: Chosen) => number): Chosen {
  return chosen.reduce((most, one) => measure(one) > measure(most) ? one : most);
}

/** What is sent where the network is scarce does not compress: that is when sizes count. */
async function sendAtOnce(context: CheckContext, options: ChosenOptions, goal: Goal) {
  const { topicMaxBytes, recordsPerRequest: count, recordBytes: bytes } = goal;
  const config = { "max.message.bytes": String(topicMaxBytes) };
  const topic = await context.topic("batches", 1, { config });
  // Of batches nothing is known where nobody answers, and acks have no part in them.
  const answered = options.acks === 0 ? { ...options, acks: 1 as const } : options;
  await using shop = await openShop(context, answered);
  const random = goal.spare === "network" ? randomPhotos : randomOrders;
  const order = (count: number) => random(context.random, topic, { count, bytes });
  await warmUp(shop, order(1)[0]!);
  await together(shop, order(count));
  const [, ...batches] = await storedBatches(context.target, topic);
  await together(shop, order(Math.ceil(2.5 * topicMaxBytes / bytes)));
  const refused = shop.traffic.answers.filter((answer) =>
    (answer.decode() as ResponseBody<"Produce">).responses.some(({ partitionResponses }) =>
      partitionResponses.some(({ errorCode }) => errorCode !== 0)
    )
  );
  return {
    topic,
    batches: batches.length,
    largest: Math.max(0, ...batches.map(({ batch }) => batch.count)),
    refused: refused.length,
  };
}

/** At one time, since what lies between two times takes room in a batch. */
async function together({ producer }: Shop, records: readonly ProducerRecord[]): Promise<void> {
  const timestampMs = Date.now();
  const sends = records.map((record) => producer.send({ ...record, timestampMs }));
  await producer.flush();
  await Promise.allSettled(sends);
}
