import { type Check, type CheckContext, pass } from "../../lib/workshop/mod.ts";
import { wrongLate, wrongMoment, wrongOrder, wrongTotals } from "./judging.ts";
import {
  type Arrival,
  closing,
  delayed,
  expectedOf,
  randomPayments,
  withAlike,
  withBeginnings,
  withLastMoments,
  withWatermarks,
} from "./payments.ts";
import { takeSteps } from "./stepping.ts";
import { GRACE_MS, type Payment, WINDOW_MS } from "./stub.ts";

const PAYMENTS = 60;
const SHUFFLES = 4;

/** What is asked of no clock but the payments' own. */
export const ownTime: Check = {
  id: "own-time",
  claim: "A payment counts in the window of its own time, whatever time it is now",
  async run(context) {
    const payments = withBeginnings(randomPayments(context.random, PAYMENTS));
    // The watermark passes everything at once, so that nothing but the windows is asked about.
    const arrivals = payments.map((event): Arrival => ({ event, watermark: -Infinity }));
    const steps = await takeSteps(await context.subject(), [...arrivals, closing(payments)]);
    if ("problem" in steps) return steps.problem;
    const results = steps.taken.flatMap((taken) => taken.results);
    return wrongTotals(results, payments) ??
      pass({ payments: payments.length, results: results.length });
  },
};

/** Neither before nor after, and once. */
export const finalOnce: Check = {
  id: "final-once",
  claim: "A window's result is given once, as soon as the watermark has passed its end and grace",
  async run(context) {
    const payments = randomPayments(context.random, PAYMENTS);
    const arrivals = [...withTicks(payments), closing(payments), closing(payments)];
    const steps = await takeSteps(await context.subject(), arrivals);
    if ("problem" in steps) return steps.problem;
    return wrongMoment(steps.taken, expectedOf(arrivals)) ??
      pass({ payments: PAYMENTS, steps: arrivals.length });
  },
};

/**
 * Payments in order. For every other minute the watermark also comes, without a payment, to the
 * millisecond before a window is final, and to that at which it is.
 */
function withTicks(payments: readonly Payment[]): Arrival[] {
  let before = -Infinity;
  return withWatermarks(payments).flatMap((arrival) => {
    const { watermark } = arrival;
    const finalMs = Math.floor((watermark - GRACE_MS) / WINDOW_MS) * WINDOW_MS + GRACE_MS;
    const quiet = Math.floor(finalMs / WINDOW_MS) % 2 === 0;
    const ticks = [finalMs - 1, finalMs]
      .filter((tick) => quiet && before < tick && tick <= watermark);
    before = watermark;
    return [...ticks.map((tick) => ({ event: undefined, watermark: tick })), arrival];
  });
}

/** One result for each order that is possible. */
export const shuffles: Check = {
  id: "shuffles",
  claim: "Payments shuffled inside the grace give the same results in the same order",
  async run(context) {
    const { random } = context;
    const payments = withAlike(randomPayments(random, PAYMENTS));
    for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
      // Behind the latest payment by up to the grace, or by any time while the watermark waits.
      const arrivals = shuffle % 2 === 0
        ? withWatermarks(delayed(payments, GRACE_MS, random))
        : delayed(payments, 6 * WINDOW_MS, random)
          .map((event) => ({ event, watermark: -Infinity }));
      arrivals.push(closing(payments));
      const problem = await shuffleProblem(context, arrivals, payments);
      if (problem !== undefined) return problem;
    }
    return pass({ payments: payments.length, shuffles: SHUFFLES });
  },
};

async function shuffleProblem(
  context: CheckContext,
  arrivals: readonly Arrival[],
  payments: readonly Payment[],
) {
  const steps = await takeSteps(await context.subject(), arrivals);
  if ("problem" in steps) return steps.problem;
  const expected = expectedOf(arrivals);
  return wrongLate(steps.taken, expected) ??
    wrongTotals(steps.taken.flatMap((taken) => taken.results), payments) ??
    wrongOrder(steps.taken, expected);
}

/** What comes too late is told, and changes nothing. */
export const lateOnes: Check = {
  id: "late-ones",
  claim: "A payment whose window is final is counted as late and changes nothing; no other is late",
  async run(context) {
    const { random } = context;
    const made = randomPayments(random, PAYMENTS);
    // Tills that were offline for up to two minutes: the grace is a third of one.
    const arrivals = withLastMoments(withWatermarks(delayed(made, 2 * WINDOW_MS, random)));
    const payments = arrivals.flatMap(({ event }) => event ?? []);
    arrivals.push(closing(payments));
    const expected = expectedOf(arrivals);
    const steps = await takeSteps(await context.subject(), arrivals);
    if ("problem" in steps) return steps.problem;
    const inTime = payments.filter(({ id }) => !expected.late.has(id));
    return wrongLate(steps.taken, expected) ??
      wrongMoment(steps.taken, expected) ??
      wrongTotals(steps.taken.flatMap((taken) => taken.results), inTime) ??
      pass({ payments: payments.length, inWindows: inTime.length, late: expected.late.size });
  },
};
