import { runConsumer } from "../../lib/consumer/mod.ts";
import { systemClock } from "../../lib/core/mod.ts";
import { connectKafka } from "../../lib/kafka/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { payloads } from "./payloads.ts";

const PARTITIONS = 4;
const PER_PARTITION = 60;
const WORK_MS = 2;

/** How records are read: how many partitions at once, and a commit after how many of them. */
interface Reading {
  readonly atOnce: number;
  readonly commitEvery: number;
}

const READINGS: readonly Reading[] = [
  { atOnce: 1, commitEvery: 100 },
  { atOnce: 4, commitEvery: 100 },
  { atOnce: 4, commitEvery: 10 },
  { atOnce: 4, commitEvery: 1 },
];

/** Partitions worked on at once, and what it costs to commit often. */
export async function readers(context: LabContext): Promise<void> {
  const { screen, random } = context;
  const total = PARTITIONS * PER_PARTITION;
  screen.heading("5. Reading");
  screen.say(
    `${total} records in ${PARTITIONS} partitions; a record takes its reader ${WORK_MS} ms, as a ` +
      `call to a database does.`,
  );
  await context.predict({
    id: "commit",
    question: "A consumer lags. Does it help to commit more often?",
    choices: ["Yes: the lag is what isn't committed", "No: each commit is a request more"],
  });
  const topic = await context.topic("read", PARTITIONS);
  const producer = await context.producer();
  const valueOf = payloads(random, "text", 200);
  await Promise.all(
    Array.from(
      { length: total },
      (_, index) => producer.send({ topic, partition: index % PARTITIONS, value: valueOf(index) }),
    ),
  );
  const rate = ({ tookMs }: { readonly tookMs: number }) => Math.round(total / tookMs * 1000);
  const rows = [];
  for (const reading of READINGS) rows.push(await read(context, topic, total, reading));
  screen.table(
    [
      { title: "partitions at once", align: "right" },
      { title: "commit every", align: "right" },
      { title: "records/s", align: "right" },
      { title: "commits", align: "right" },
      { title: "a crash repeats at most", align: "right" },
    ],
    rows.map((row) => [row.atOnce, row.commitEvery, rate(row), row.commits, row.commitEvery]),
  );
  const [one, , , often] = rows;
  const many = rows[1]!;
  await context.seen(
    "commit",
    `${many.commits} commits became ${often!.commits}, at ${rate(many)} and at ${rate(often!)} ` +
      `records/s: a commit says where to go on after a crash, and reads nothing. To commit often ` +
      `buys fewer repeats then, and pays in requests to the one broker that keeps the group's ` +
      `offsets. What helps a lagging reader is working side by side: ` +
      `${
        (one!.tookMs / many.tookMs).toFixed(1)
      } times as fast with ${PARTITIONS} partitions at once`,
  );
}

async function read(context: LabContext, topic: string, total: number, reading: Reading) {
  const faults = await context.faults();
  await using kafka = connectKafka(faults.connection);
  using commits = faults.watch("OffsetCommit");
  const done = Promise.withResolvers<void>();
  let seen = 0;
  let beganMs = 0;
  await using consumer = await runConsumer(kafka, {
    groupId: context.groupId("read"),
    topics: [topic],
    maxConcurrentPartitions: reading.atOnce,
    commitEveryMessages: reading.commitEvery,
    async handler() {
      if (beganMs === 0) beganMs = performance.now();
      await systemClock.sleep(WORK_MS);
      if (++seen === total) done.resolve();
    },
  });
  await Promise.race([done.promise, consumer.closed]);
  const tookMs = performance.now() - beganMs;
  await consumer.stop();
  return { ...reading, tookMs, commits: commits.requests.length };
}
