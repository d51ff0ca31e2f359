import { EventGenerator } from "../../lib/events/mod.ts";
import {
  AnomalyDetector,
  combine,
  count,
  Downsampler,
  EventProcessor,
  mean,
  type ProcessingResult,
  sum,
  WindowedAggregation,
} from "../../lib/processor/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { BEGIN_MS, clock } from "./payments.ts";
import { WINDOW_MS } from "./stub.ts";

const EVENTS = 400;
const MINUTES = 5;
const SPIKE_AT = 437;

/** What else goes by event time: risk in windows, a series made coarser, what is unusual in it. */
export function sameStream(context: LabContext): void {
  context.screen.heading("4. What else goes through windows");
  riskPerMinute(context);
  coarserSeries(context);
}

interface Minute {
  readonly events: number;
  readonly risk: number | undefined;
  readonly high: number;
}

function riskPerMinute({ screen, random }: LabContext): void {
  let nowMs = BEGIN_MS;
  const now = { now: () => nowMs, monotonicMs: () => nowMs, sleep: () => Promise.resolve() };
  const generator = new EventGenerator({ random, clock: now });
  const processor = new EventProcessor();
  const windows = new WindowedAggregation({
    windows: { kind: "tumbling", sizeMs: WINDOW_MS },
    aggregation: combine<ProcessingResult, Minute>({
      events: count(),
      risk: mean(({ riskScore }) => riskScore),
      high: sum(({ riskLevel }) => riskLevel === "high" ? 1 : 0),
    }),
  });
  for (let made = 0; made < EVENTS; made++) {
    nowMs = BEGIN_MS + Math.floor(made / EVENTS * MINUTES * WINDOW_MS);
    const result = processor.evaluate(JSON.stringify(generator.next()));
    windows.add({ key: "all", timeMs: Date.parse(result.event.timestamp), value: result });
  }
  screen.say(`The risk of ${EVENTS} random events, scored one by one, in windows of a minute:`);
  screen.line();
  screen.table(
    [
      { title: "minute" },
      { title: "events", align: "right" },
      { title: "mean risk", align: "right" },
      { title: "of high risk", align: "right" },
    ],
    windows.flush().map(({ startMs, value: { events, risk, high } }) => [
      clock(startMs),
      events,
      (risk ?? 0).toFixed(2),
      high,
    ]),
  );
}

function coarserSeries({ screen, random }: LabContext): void {
  const downsampler = new Downsampler({ stepsMs: [WINDOW_MS] });
  const detector = new AnomalyDetector();
  const found: string[] = [];
  for (let at = 0; at < 10 * 60; at++) {
    const timeMs = BEGIN_MS + at * 1000;
    const value = at === SPIKE_AT ? 97 : 30 + Math.round(4 * random.next() * 10) / 10;
    downsampler.add({ key: "cpu", timeMs, value });
    if (detector.detect({ timeMs, value }).anomalous) found.push(`${clock(timeMs)} (${value} %)`);
  }
  screen.line();
  screen.say("A CPU that is measured each second, made sixty times coarser; one second was wild:");
  screen.line();
  screen.table(
    ["minute", "count", "min", "mean", "max", "last"].map((title, at) => ({
      title,
      align: at === 0 ? "left" as const : "right" as const,
    })),
    downsampler.flush().slice(5, 9).map(({ startMs, count, min, mean, max, last }) => [
      clock(startMs),
      count,
      min,
      mean.toFixed(1),
      max,
      last,
    ]),
  );
  screen.line();
  screen.say(
    "The mean hides it, the greatest value does not: a coarser series keeps both. The anomaly " +
      `detector, which sees each value once, raised ${found.join(", ") || "nothing"}. It accepts ` +
      "that one in a thousand is raised by chance, and more while it knows little.",
  );
}
