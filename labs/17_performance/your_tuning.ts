import type { LabContext } from "../../lib/workshop/mod.ts";
import { openLink } from "./link.ts";
import { closedLoop, rateOf } from "./load.ts";
import { type Objective, objectiveText, type Tuning, tuningText } from "./objectives.ts";
import { payloads } from "./payloads.ts";
import { quantiles } from "./samples.ts";

const RECORDS = 100_000;
const MIB = 1024 * 1024;

const SHOWN: readonly Objective[] = [
  {
    most: "throughput",
    recordsPerSecond: Infinity,
    recordBytes: 1000,
    payload: "random",
    roundTripMs: 0,
    p99Ms: Infinity,
  },
  {
    most: "latency",
    recordsPerSecond: 400,
    recordBytes: 1000,
    payload: "text",
    roundTripMs: 5,
    p99Ms: 180,
  },
  {
    most: "bytes",
    recordsPerSecond: 180,
    recordBytes: 1000,
    payload: "text",
    roundTripMs: 5,
    p99Ms: 600,
  },
];

/** What the function under test chooses, and what its throughput is worth here. */
export async function yourTuning(context: LabContext): Promise<void> {
  const { screen, author } = context;
  screen.heading(`6. What tune() of ${author} chooses`);
  const subject = await context.subject();
  const outcomes = await subject.outcomes("tune", SHOWN.map((objective) => [objective]));
  const tunings = outcomes.map((outcome) => subject.valueOf("tune", outcome) as Tuning);
  SHOWN.forEach((objective, at) => {
    screen.say(`${objectiveText(objective)}:`);
    screen.say(tuningText(tunings[at]!), "  ");
  });
  screen.line();
  screen.say(
    `100,000 records of 1,000 bytes with the first of them, as in Kafka's own perf tests ` +
      `(deno task perf producer measures your cluster so):`,
  );
  const { random, signal } = context;
  const topic = await context.topic("all");
  await using link = await openLink(context, tunings[0]!, 0);
  const valueOf = payloads(random, "random", 1000);
  const load = { topic, valueOf, signal, underWay: 10_000, records: RECORDS };
  const loop = await closedLoop(link.producer, load);
  const [p50, p99, p999] = quantiles(loop.samples, [0.5, 0.99, 0.999]);
  screen.table(
    [
      { title: "records", align: "right" },
      { title: "records/s", align: "right" },
      { title: "MB/s", align: "right" },
      { title: "p50 ms", align: "right" },
      { title: "p99 ms", align: "right" },
      { title: "p99.9 ms", align: "right" },
    ],
    [[
      loop.records,
      rateOf(loop),
      (loop.records * 1000 / MIB / loop.tookMs * 1000).toFixed(1),
      ...[p50!, p99!, p999!].map((ms) => ms.toFixed(0)),
    ]],
  );
  screen.line();
  screen.say(
    "Those milliseconds are a queue: 10,000 records are always under way, so a record waits for " +
      "some 9,999 others. A rate at full speed says nothing of latency, nor the other way round.",
  );
}
