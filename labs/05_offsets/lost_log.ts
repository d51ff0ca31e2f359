import { waitFor } from "../../lib/core/mod.ts";
import { runConsumer } from "../../lib/consumer/mod.ts";
import type { LabContext, Subject } from "../../lib/workshop/mod.ts";
import { ask, stateOf, write } from "./reading.ts";
import { POLICIES, resumedOf } from "./states.ts";

const COMMITTED = 10n;
const START = 30n;
const END = 50n;

/** The log moves on while the group is away: what it had committed is gone. */
export async function lostLog(context: LabContext, subject: Subject): Promise<void> {
  const { screen, admin } = context;
  screen.heading("2. The log has moved on");
  screen.say(
    `A group has committed ${COMMITTED} and is away for longer than the topic keeps its records: ` +
      `the log now holds ${START} to ${END}. Its policy is latest.`,
  );
  await context.predict({
    id: "moved-on",
    question:
      `Committed ${COMMITTED}, log from ${START} to ${END}, policy latest: where should it go on?`,
    choices: [
      `${END}: that is what latest means`,
      `${START}: the first that is left`,
      "Nowhere: it should end",
    ],
  });
  const topic = await context.topic("lost");
  const reading = { topic, groupId: context.groupId("lost") };
  await write(context, topic, { partition: 0, count: Number(END) });
  await admin.commitOffsets(reading.groupId, [{ topic, partition: 0, offset: COMMITTED }]);
  await admin.deleteRecords([{ topic, partition: 0, offset: START }]);
  const state = await stateOf(context, reading);
  const rows: string[][] = [];
  for (const policy of POLICIES) {
    const answer = resumedOf({ state, policy }, await ask(subject, state, policy));
    if (typeof answer === "string") return screen.say(answer);
    const { offset, alarm } = answer[0]!;
    const skipped = offset > START ? offset - START : 0n;
    rows.push([policy, String(offset), alarm ? "yes" : "no", String(skipped)]);
  }
  screen.line();
  screen.say(`What resumeOffsets() says, written by ${context.author}:`);
  screen.line();
  screen.table([
    { title: "policy" },
    { title: "goes on at", align: "right" },
    { title: "alarm" },
    { title: "left, and skipped", align: "right" },
  ], rows);
  const { first, warning } = await consume(context, reading);
  screen.line();
  screen.say(`A consumer of ours with policy latest begins at ${first}, and warns: "${warning}".`);
  await context.seen(
    "moved-on",
    `Our consumer goes on at ${START}. ${
      START - COMMITTED
    } records are lost to this group whatever it does. Java's consumer ` +
      `would ask its policy, and with latest skip ${
        END - START
      } more that are still there; kafkajs ` +
      "does so too, unless it is told to read from the beginning",
  );
}

async function consume(
  { kafka, signal }: LabContext,
  { topic, groupId }: { readonly topic: string; readonly groupId: string },
): Promise<{ first: bigint | undefined; warning: string | undefined }> {
  let first: bigint | undefined;
  let warning: string | undefined;
  await using _consumer = await runConsumer(kafka, {
    groupId,
    topics: [topic],
    offsetReset: "latest",
    handler: ({ offset }) => void (first ??= offset),
    onWarning: ({ message }) => void (warning ??= message),
    session: { maxWaitMs: 100 },
  });
  await waitFor(() => first !== undefined && warning !== undefined, {
    what: "the first record that is left",
    signal,
  });
  return { first, warning };
}
