import type { LabContext } from "../../lib/workshop/mod.ts";
import { stalledLoad } from "./quantile_checks.ts";
import { average, quantiles, quantilesOf, type Sample, waitOf } from "./samples.ts";

const SHARES = [0.5, 0.9, 0.99];

/** What the average, the quantiles, and the two ways to count make of one stall. */
export async function theAverage(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("1. The average");
  screen.say(
    "One sender with 200 records a second to send, one under way at a time, for 750 ms. For 200 " +
      "of them the broker is silent.",
  );
  await context.predict({
    id: "average",
    question: "40 of 150 records have their turn while nothing moves. What will the numbers say?",
    choices: [
      "The average shows it clearly",
      "The median shows it",
      "It depends on when the clock of a record starts",
    ],
  });
  const samples = await stalledLoad(context);
  const sent = samples.map(({ sentMs, doneMs }) => (doneMs ?? Infinity) - sentMs);
  const rows: readonly (readonly [string, readonly number[]])[] = [
    ["from when it was sent", sent],
    ["from when it was due", samples.map(waitOf)],
  ];
  screen.table(
    [
      { title: "milliseconds" },
      { title: "average", align: "right" },
      { title: "p50", align: "right" },
      { title: "p90", align: "right" },
      { title: "p99", align: "right" },
      { title: "longest", align: "right" },
    ],
    rows.map(([name, waits]) => [
      name,
      ...[average(waits), ...quantilesOf(waits, [...SHARES, 1])].map(shown),
    ]),
  );
  await yourQuantiles(context, samples);
  const [p90] = quantilesOf(sent, [0.9]);
  const [due] = quantiles(samples, [0.9]);
  await context.seen(
    "average",
    `Counted from the sending, p90 is ${shown(p90!)} ms, for one record alone was stuck. Counted ` +
      `from their turn it is ${shown(due!)} ms: those behind it waited too, in a queue that the ` +
      `sender's clock does not see. A closed loop stops asking when it hurts most`,
  );
}

async function yourQuantiles(context: LabContext, samples: readonly Sample[]): Promise<void> {
  const subject = await context.subject();
  const outcome = await subject.outcome("quantiles", [samples, SHARES]);
  const value = subject.valueOf("quantiles", outcome);
  const text = Array.isArray(value) ? value.map((each) => shown(Number(each))).join(", ") : "";
  context.screen.line();
  context.screen.say(`quantiles() of ${context.author} says p50, p90, p99: ${text}`);
}

function shown(ms: number): string {
  return ms.toFixed(1);
}
