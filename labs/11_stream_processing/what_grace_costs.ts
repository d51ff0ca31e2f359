import { count, WindowedAggregation } from "../../lib/processor/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { delayed, randomPayments, withWatermarks } from "./payments.ts";
import { type Payment, WINDOW_MS } from "./stub.ts";

const PAYMENTS = 600;
const MOST_BEHIND_MS = 60_000;
const GRACES_MS = [0, 5000, 20_000, 60_000];

/** Whoever waits longer loses less, and is later: there is no third way. */
export async function whatGraceCosts(context: LabContext): Promise<void> {
  const { screen, random } = context;
  screen.heading("2. What a grace costs");
  screen.say(
    `Now ${PAYMENTS} payments arrive up to ${MOST_BEHIND_MS / 1000} s behind later ones. Windows ` +
      "of a minute close when the watermark, here the latest time seen, has passed their end and a " +
      "grace.",
  );
  await context.predict({
    id: "grace",
    question: "How many of them are lost if a window closes at its end, without a grace?",
    choices: ["None: the watermark takes care of it", "More than a quarter", "Nearly all"],
  });
  const order = delayed(randomPayments(random, PAYMENTS, 10), MOST_BEHIND_MS, random);
  const rows = GRACES_MS.map((graceMs) => [`${graceMs / 1000} s`, ...lateAndWait(order, graceMs)]);
  screen.line();
  screen.table(
    [
      { title: "grace", align: "right" },
      { title: "in windows", align: "right" },
      { title: "late", align: "right" },
      { title: "result after its window's end", align: "right" },
    ],
    rows,
  );
  await context.seen(
    "grace",
    `${
      rows[0]![2]
    } of ${PAYMENTS} were late without a grace. A grace as long as the worst delay loses none, and each result ` +
      "comes that much later. A late payment is never simply gone: it is counted, and handed to " +
      "somebody",
  );
}

function lateAndWait(order: readonly Payment[], graceMs: number): (string | number)[] {
  const windows = new WindowedAggregation({
    windows: { kind: "tumbling", sizeMs: WINDOW_MS },
    aggregation: count(),
    graceMs,
  });
  const waits: number[] = [];
  for (const { event, watermark } of withWatermarks(order)) {
    for (const { endMs } of windows.advance(watermark)) waits.push(watermark - endMs);
    windows.add({ key: event!.shop, timeMs: event!.timeMs, value: event });
  }
  waits.sort((a, b) => a - b);
  const { taken, late } = windows.counts;
  return [taken, late, `${((waits[waits.length >> 1] ?? 0) / 1000).toFixed(1)} s`];
}
