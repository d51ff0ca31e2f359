import { ManualClock, waitFor } from "../../lib/core/mod.ts";
import type { ResponseBody } from "../../lib/protocol/mod.ts";
import {
  type Check,
  type CheckContext,
  fail,
  pass,
  storedBatches,
} from "../../lib/workshop/mod.ts";
import { type Goal, largeBatchGoal, randomGoal, smallTopicGoal } from "./goals.ts";
import { type ChosenOptions, goalFacts, isFail, optionsFor, shown } from "./options.ts";
import { type OrderRecord, randomOrders } from "./orders.ts";
import { openShop, type Shop } from "./shop.ts";

const ARRIVALS = 5;
/** The longest wait that a goal allows: who caps it lower is noticed here. */
const LONGEST_MS = 200;
/** The share of the longest wait within which they come; the task promises three quarters. */
const SHARE = 0.7;

/** Hands the producer a clock that stands still until it is moved, and counts batches. */
export const waitsNoLonger: Check = {
  id: "waits-no-longer",
  claim: "A record waits for others as long as the goal allows: no longer, and not much less",
  async run(context) {
    const waits = [0, ...[20, 50, 120].filter(() => context.random.next() < 0.6), 80, LONGEST_MS];
    const goals = waits.map((longestWaitMs) => randomGoal(context.random, { longestWaitMs }));
    const chosen = await optionsFor(context, goals);
    if (isFail(chosen)) return chosen;
    for (const [at, goal] of goals.entries()) {
      const seen = await arrivals(context, chosen[at]!, goal.longestWaitMs);
      const { longestWaitMs } = goal;
      const evidence = { topic: seen.topic, options: shown(chosen[at]), ...goalFacts(goal) };
      if (seen.waiting) {
        return fail({
          happened:
            `${longestWaitMs} ms after the first of ${seen.sent} records the producer had ` +
            `sent nothing and was still waiting for more to fill its batch. The goal allows a ` +
            `wait of ${longestWaitMs} ms`,
          anomaly: "record waits too long",
          evidence,
        });
      }
      if (seen.requests === 1) continue;
      return fail({
        happened:
          `${seen.sent} records that came within ${
            Math.round(SHARE * longestWaitMs)
          } ms went out in ` +
          `${seen.requests} requests. The goal allows a wait of ${longestWaitMs} ms, so one ` +
          `request could have carried them all: who waits less than he may sends more requests`,
        anomaly: "batches cut short",
        evidence: { ...evidence, requests: seen.requests },
      });
    }
    return pass({ goals: goals.length });
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
  const stepMs = SHARE * longestWaitMs / (ARRIVALS - 1);
  let settled = 0;
  for (const [at, record] of records.entries()) {
    if (at > 0) clock.advance(stepMs);
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
  return { topic, sent: count, waiting: sent() === 0, requests };
}

/** The topic is known and the connection is made: from here on only the options count. */
async function warmUp({ producer, traffic }: Shop, record: OrderRecord): Promise<void> {
  const sent = producer.send(record);
  await producer.flush();
  await sent;
  await waitFor(() => traffic.requests.length > 0, { what: "the first request" });
}

/** Resolves when what was set off has run. */
function passed(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Counts in the log how many records came in one batch, and on the wire what was refused. */
export const recordsPerRequest: Check = {
  id: "records-per-request",
  claim: "Records that are sent at once travel in one request, in no batch that the topic refuses",
  async run(context) {
    const { random } = context;
    const goals = [
      largeBatchGoal(random, { spare: "processor" }),
      smallTopicGoal(random, { spare: "processor" }),
      randomGoal(random, { loss: "never" }),
    ];
    const chosen = await optionsFor(context, goals);
    if (isFail(chosen)) return chosen;
    let records = 0;
    for (const [at, goal] of goals.entries()) {
      const { topic, ...seen } = await sendAtOnce(context, chosen[at]!, goal);
      const evidence = { topic, options: shown(chosen[at]), ...goalFacts(goal) };
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
          happened: `When more records came than fit, the broker refused ${seen.refused} ` +
            `requests as too large: the topic takes batches of ${goal.topicMaxBytes} bytes. Each ` +
            `of them crossed the wire for nothing and was cut in two and sent again`,
          anomaly: "batch too large",
          evidence: { ...evidence, refused: seen.refused },
        });
      }
    }
    return pass({ goals: goals.length, records });
  },
};

async function sendAtOnce(context: CheckContext, options: ChosenOptions, goal: Goal) {
  const { topicMaxBytes, recordsPerRequest: count, recordBytes: bytes } = goal;
  const config = { "max.message.bytes": String(topicMaxBytes) };
  const topic = await context.topic("batches", 1, { config });
  await using shop = await openShop(context, options);
  const order = (many: number) => randomOrders(context.random, topic, { count: many, bytes });
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

async function together({ producer }: Shop, records: readonly OrderRecord[]): Promise<void> {
  const sends = records.map((record) => producer.send(record));
  await producer.flush();
  await Promise.allSettled(sends);
}
