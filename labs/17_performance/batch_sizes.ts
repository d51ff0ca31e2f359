import type { LabContext } from "../../lib/workshop/mod.ts";
import { openLink } from "./link.ts";
import { closedLoop, rateOf } from "./load.ts";
import { payloads } from "./payloads.ts";

const SIZES = [1000, 16_384, 131_072, 1_000_000];
const ROUND_TRIP_MS = 10;
const UNDER_WAY = 2500;
const FOR_MS = 250;

/** A closed loop over batch sizes, at a distance, on one partition and on four. */
export async function batchSizes(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("2. Batches, at a distance");
  screen.say(
    `${UNDER_WAY} records of 1,000 bytes are always under way (a closed loop), for ${FOR_MS} ms ` +
      `each. Requests take ${ROUND_TRIP_MS} ms there and back, as to a broker in another place.`,
  );
  await context.predict({
    id: "batch",
    question: "What do batches of 131,072 bytes instead of 1,000 do to the records a second?",
    choices: ["About twice as many", "About ten times as many", "A hundred times as many"],
  });
  const rows = [];
  for (const batchBytes of SIZES) rows.push(await measured(context, batchBytes, 1));
  rows.push(await measured(context, SIZES[1]!, 4));
  screen.table(
    [
      { title: "batchBytes", align: "right" },
      { title: "partitions, a producer each", align: "right" },
      { title: "records/s", align: "right" },
      { title: "records a request", align: "right" },
    ],
    rows.map((row) => [row.batchBytes, row.partitions, row.rate, row.perRequest.toFixed(1)]),
  );
  const [single, , large] = rows;
  await context.seen(
    "batch",
    `${Math.round(large!.rate / Math.max(1, single!.rate))} times as many. A partition has one ` +
      `request under way, so a round trip moves what one request carries. More partitions put ` +
      `more requests side by side: four moved ${
        (rows[4]!.rate / rows[1]!.rate).toFixed(1)
      } times ` +
      `what one did`,
  );
}

/** One topic, each partition with its own producer, link and connection. */
async function measured(context: LabContext, batchBytes: number, partitions: number) {
  const { random, signal } = context;
  const topic = await context.topic("batch", partitions);
  const tuning = { lingerMs: 5, batchBytes, compression: "none" } as const;
  const valueOf = payloads(random, "random", 1000 - 80);
  const loops = await Promise.all(Array.from({ length: partitions }, async (_, partition) => {
    await using link = await openLink(context, tuning, ROUND_TRIP_MS);
    await link.producer.send({ topic, partition, value: valueOf(0) });
    const before = link.traffic.answers.length;
    const load = { topic, partition, valueOf, signal, underWay: UNDER_WAY, forMs: FOR_MS };
    const loop = await closedLoop(link.producer, load);
    link.demandSlow();
    return { ...loop, requests: link.traffic.answers.length - before };
  }));
  const records = loops.reduce((sum, loop) => sum + loop.records, 0);
  const requests = loops.reduce((sum, loop) => sum + loop.requests, 0);
  return {
    batchBytes,
    partitions,
    rate: loops.reduce((sum, loop) => sum + rateOf(loop), 0),
    perRequest: records / Math.max(1, requests),
  };
}
