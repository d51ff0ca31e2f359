import type { LabContext } from "../../lib/workshop/mod.ts";
import { openLink } from "./link.ts";
import { closedLoop, rateOf } from "./load.ts";
import { payloads } from "./payloads.ts";

const ROUND_TRIP_MS = 10;
const FOR_MS = 200;
const LARGE = 1_000_000;

/** One closed loop. */
interface Setting {
  readonly batchBytes: number;
  readonly partitions: number;
  /** Records under way at once, in each partition: what a buffer holds. */
  readonly underWay: number;
}

const ONE_BY_ONE: Setting = { batchBytes: LARGE, partitions: 1, underWay: 1 };
const SMALL_BUFFER: Setting = { batchBytes: LARGE, partitions: 1, underWay: 100 };
const SINGLE: Setting = { batchBytes: 1000, partitions: 1, underWay: 2500 };
const SMALL: Setting = { batchBytes: 16_384, partitions: 1, underWay: 2500 };
const MEDIUM: Setting = { batchBytes: 131_072, partitions: 1, underWay: 2500 };
const LARGEST: Setting = { batchBytes: LARGE, partitions: 1, underWay: 2500 };
const FOUR: Setting = { batchBytes: 16_384, partitions: 4, underWay: 2500 };

/** Closed loops over what is under way, batch sizes and partitions, at a distance. */
export async function batchSizes(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("2. Batches, at a distance");
  screen.say(
    `Closed loops of records of 1,000 bytes, for ${FOR_MS} ms each. Requests take ` +
      `${ROUND_TRIP_MS} ms there and back, as to a broker in another place. Each partition has a ` +
      `producer of its own.`,
  );
  await context.predict({
    id: "batch",
    question: "What do batches of 131,072 bytes instead of 1,000 do to the records a second?",
    choices: ["About twice as many", "About ten times as many", "A hundred times as many"],
  });
  const rates = new Map<Setting, number>();
  const rows = [];
  for (const setting of [ONE_BY_ONE, SMALL_BUFFER, SINGLE, SMALL, MEDIUM, LARGEST, FOUR]) {
    const { rate, perRequest } = await measured(context, setting);
    rates.set(setting, rate);
    const { underWay, batchBytes, partitions } = setting;
    rows.push([underWay, batchBytes, partitions, rate, perRequest.toFixed(1)]);
  }
  screen.table(
    [
      { title: "under way", align: "right" },
      { title: "batchBytes", align: "right" },
      { title: "partitions", align: "right" },
      { title: "records/s", align: "right" },
      { title: "records a request", align: "right" },
    ],
    rows,
  );
  const times = (more: Setting, less: Setting) =>
    rounded(rates.get(more)! / Math.max(1, rates.get(less)!));
  await context.seen(
    "batch",
    `${
      times(MEDIUM, SINGLE)
    } times as many with large batches. A partition has one request under way, so a round ` +
      `trip moves what one request carries, and that is no more than what was handed over: ` +
      `whoever awaits each send has batches of one, whatever their size may be. More partitions ` +
      `put more requests side by side: four moved ${times(FOUR, SMALL)} times what one did`,
  );
}

function rounded(times: number): string {
  return times.toFixed(times < 10 ? 1 : 0);
}

/** One topic, each partition with its own producer, link and connection. */
async function measured(context: LabContext, { batchBytes, partitions, underWay }: Setting) {
  const { random, signal } = context;
  const topic = await context.topic("batch", partitions);
  const tuning = { lingerMs: 5, batchBytes, compression: "none" } as const;
  const valueOf = payloads(random, "random", 1000 - 80);
  const loops = await Promise.all(Array.from({ length: partitions }, async (_, partition) => {
    await using link = await openLink(context, tuning, ROUND_TRIP_MS);
    await link.producer.send({ topic, partition, value: valueOf(0) });
    const load = { topic, partition, valueOf, signal, underWay, forMs: FOR_MS };
    const loop = await closedLoop(link.producer, load);
    link.demandSlow();
    const acknowledged = loop.samples.filter(({ doneMs }) => doneMs !== undefined).length;
    // The first answer was to the record before the loop.
    return { rate: rateOf(loop), acknowledged, answers: link.traffic.answers.length - 1 };
  }));
  const sum = (of: (loop: (typeof loops)[number]) => number) =>
    loops.reduce((total, loop) => total + of(loop), 0);
  return {
    rate: sum(({ rate }) => rate),
    perRequest: sum(({ acknowledged }) => acknowledged) / sum(({ answers }) => answers),
  };
}
