import { type LabContext, storedBatches } from "../../lib/workshop/mod.ts";
import { openLink } from "./link.ts";
import { openLoop } from "./load.ts";
import { payloads } from "./payloads.ts";
import { quantiles } from "./samples.ts";

const LINGERS = [0, 5, 25, 100];
const PER_SECOND = 400;
const FOR_MS = 700;

/** An open loop over the time that a batch waits for more. */
export async function lingering(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("3. Waiting for company");
  screen.say(
    `${PER_SECOND} records of JSON a second come whatever happens (an open loop), for ${FOR_MS} ` +
      `ms. The settings run side by side; the link takes 5 ms.`,
  );
  await context.predict({
    id: "linger",
    question: "What does a linger of 100 ms buy?",
    choices: ["Throughput", "Fewer requests and bytes, for a longer wait", "Nothing"],
  });
  const rows = await Promise.all(LINGERS.map((lingerMs) => measured(context, lingerMs)));
  screen.table(
    [
      { title: "lingerMs", align: "right" },
      { title: "p50 ms", align: "right" },
      { title: "p99 ms", align: "right" },
      { title: "requests", align: "right" },
      { title: "records a batch", align: "right" },
      { title: "bytes a record", align: "right" },
    ],
    rows.map((row) => [
      row.lingerMs,
      row.p50Ms.toFixed(1),
      row.p99Ms.toFixed(1),
      row.requests,
      (row.records / row.requests).toFixed(1),
      Math.round(row.bytes / row.records),
    ]),
  );
  const [none, , , long] = rows;
  await context.seen(
    "linger",
    `${none!.requests} requests became ${long!.requests}, and p50 went from ` +
      `${none!.p50Ms.toFixed(0)} to ${long!.p50Ms.toFixed(0)} ms. As many records a second went ` +
      `in all cases: an open loop decides that, not the producer. What linger saves is work`,
  );
}

async function measured(context: LabContext, lingerMs: number) {
  const { random, signal } = context;
  const topic = await context.topic("linger");
  const tuning = { lingerMs, batchBytes: 1_000_000, compression: "zstd" } as const;
  await using link = await openLink(context, tuning, 5);
  const valueOf = payloads(random.fork(`linger ${lingerMs}`), "text", 1000);
  const schedule = { topic, valueOf, signal, perSecond: PER_SECOND, forMs: FOR_MS };
  await link.producer.send({ topic, value: valueOf(0) });
  const samples = await openLoop(link.producer, schedule);
  const stored = await storedBatches(context.target, topic);
  const [p50Ms, p99Ms] = quantiles(samples, [0.5, 0.99]);
  return {
    lingerMs,
    p50Ms: p50Ms!,
    p99Ms: p99Ms!,
    records: samples.length + 1,
    requests: link.traffic.requests.length,
    bytes: stored.reduce((sum, { batch }) => sum + batch.sizeInBytes, 0),
  };
}
