import { waitFor } from "../../lib/core/mod.ts";
import type { InjectedFault, LabContext, TimelineLane } from "../../lib/workshop/mod.ts";
import { type Order, randomOrders } from "./orders.ts";
import type { Desk } from "./place.ts";

const SLOW_MS = 600;

/** Shows when the log has an order and when the promise resolves. */
export async function slowBroker(context: LabContext, desk: Desk, topic: string): Promise<void> {
  const { screen, random } = context;
  screen.heading("2. A slow broker");
  await context.predict({
    id: "slow",
    question: `The way to the broker takes ${SLOW_MS} ms. The promise of placeOrder() resolves …`,
    choices: [
      "at once: sending is asynchronous",
      "when the broker has the record",
      "when a consumer has read the record",
    ],
  });
  const [first, second] = randomOrders(random, 2);
  const slowRequest = await timed(context, desk, topic, first!, {
    title: "slow request",
    inject: () => desk.faults.delayRequests("Produce", SLOW_MS),
  });
  const slowAnswer = await timed(context, desk, topic, second!, {
    title: "slow answer",
    inject: () => desk.faults.delayAnswers("Produce", SLOW_MS),
  });
  screen.line();
  screen.timeline([...lanesOf(slowRequest), ...lanesOf(slowAnswer)]);
  await context.seen("slow", sentence(slowRequest));
  screen.say(
    "The log has a record as soon as the request arrives. Only a producer that waits for the " +
      "answer knows it, and no consumer is asked.",
  );
}

/** When the promise settled, and when the record was first seen in the log. */
interface Timed {
  readonly title: string;
  readonly settled: "resolved" | "rejected";
  readonly settledMs: number;
  readonly inLog: { readonly atMs: number; readonly offset: bigint } | undefined;
}

function sentence({ settled, settledMs, inLog }: Timed): string {
  const when = `It ${settled} after ${Math.round(settledMs)} ms`;
  if (settled === "rejected") return `${when}: nothing was promised`;
  // The log is looked at every few milliseconds, so that it is seen a little late.
  const first = inLog === undefined || settledMs < SLOW_MS / 2;
  return first
    ? `${when}, before the broker had the record: "sent", not "stored"`
    : `${when}, when the broker had the record and had said so`;
}

function lanesOf({ title, settled, settledMs, inLog }: Timed): TimelineLane[] {
  return [
    { label: title, marks: [{ atMs: 0, untilMs: settledMs, text: settled }] },
    {
      label: "  in the log",
      marks: inLog === undefined ? [] : [{ atMs: inLog.atMs, text: `offset ${inLog.offset}` }],
    },
  ];
}

async function timed(
  context: LabContext,
  desk: Desk,
  topic: string,
  order: Order,
  fault: { readonly title: string; readonly inject: () => InjectedFault },
): Promise<Timed> {
  const end = async () => (await context.admin.topicOffsets(topic))[0]!.high;
  const before = await end();
  const injected = fault.inject();
  const startMs = performance.now();
  const placing = desk.place(order, topic)
    .then((outcome) => ({ outcome, atMs: performance.now() - startMs }));
  const storing = waitFor(async () => await end() > before, {
    what: "the order in the log",
    timeoutMs: 5000,
    intervalMs: 2,
    signal: context.signal,
  }).then(() => performance.now() - startMs, () => undefined);
  const [placed, storedMs] = await Promise.all([placing, storing]);
  injected.end();
  return {
    title: fault.title,
    settled: placed.outcome.outcome === "returned" ? "resolved" : "rejected",
    settledMs: placed.atMs,
    inLog: storedMs === undefined ? undefined : { atMs: storedMs, offset: before },
  };
}
