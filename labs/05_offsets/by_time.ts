import { messageOf, waitFor } from "../../lib/core/mod.ts";
import { resetOffsets, runConsumer } from "../../lib/consumer/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { write } from "./reading.ts";

const PARTITIONS = 3;
const RECORDS = 60;
const BACK_SECONDS = 20;

/** A group is moved back to a time: to do again what a mistake has spoiled. */
export async function byTime(context: LabContext): Promise<void> {
  const { screen, kafka, admin, signal } = context;
  screen.heading("3. Back to a time");
  screen.say(
    `A mistake was deployed ${BACK_SECONDS} seconds ago, and all that was read since must be read ` +
      "again. No policy does that: offsets are committed. They can be moved.",
  );
  const topic = await context.topic("time", PARTITIONS);
  const groupId = context.groupId("time");
  const nowMs = Date.now();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    // A record a second, up to now; the partitions have not the same number of them.
    const count = RECORDS - partition * 15;
    await write(context, topic, { partition, count, fromMs: nowMs - count * 1000 });
  }
  let read = 0;
  const join = () =>
    runConsumer(kafka, {
      groupId,
      topics: [topic],
      handler: () => void read++,
      session: { maxWaitMs: 100 },
    });
  const total = (await admin.topicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
  const consumer = await join();
  await waitFor(() => read === total, { what: "all records", signal });
  const to = { timestampMs: nowMs - BACK_SECONDS * 1000 };
  const refusal = await resetOffsets(kafka, groupId, { topics: [topic], to }).catch(messageOf);
  screen.line();
  screen.say(`While a member is there: "${refusal}".`);
  await consumer.stop();
  const plan = await resetOffsets(kafka, groupId, { topics: [topic], to, dryRun: true });
  screen.line();
  screen.say("Without members, first only on paper:");
  screen.line();
  screen.table(
    [
      { title: "partition", align: "right" },
      { title: "committed", align: "right" },
      { title: "would be", align: "right" },
      { title: "read again", align: "right" },
    ],
    plan.map(({ partition, from, to }) =>
      [partition, from ?? "none", to, (from ?? to) - to].map(String)
    ),
  );
  await resetOffsets(kafka, groupId, { topics: [topic], to });
  read = 0;
  const expected = plan.reduce((sum, { from, to }) => sum + Number((from ?? to) - to), 0);
  await using _again = await join();
  await waitFor(() => read >= expected, { what: "what is read again", signal });
  screen.line();
  screen.say(`Then for good: the group starts again and reads ${read} records.`);
}
