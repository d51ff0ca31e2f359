import { waitFor } from "../../lib/core/mod.ts";
import { runConsumer } from "../../lib/consumer/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { expected } from "./accounts.ts";
import { byAccount, randomEvents, readEvents, writeEvents } from "./bank.ts";

const EVENTS = 60;
const ACCOUNTS = 12;
const PARTITIONS = 4;

/** One topic as a queue, as a broadcast, and as a store. */
export async function threePatterns(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("5. One topic, three patterns");
  screen.say(
    `${EVENTS} events go to ${PARTITIONS} partitions. Two workers of one group read them, and two ` +
      "services that are groups of their own; at last comes somebody who replays.",
  );
  await context.predict({
    id: "patterns",
    question: "The two workers have read everything. What is left for the two services?",
    choices: ["Nothing: a record is gone once it was read", "Half of it", "Everything, for each"],
  });
  const topic = await context.topic("events", PARTITIONS);
  const workers = context.groupId("workers");
  const groups = [workers, workers, context.groupId("billing"), context.groupId("audit")];
  const [one, other, billing, audit] = await share(context, topic, groups);
  const events = (await readEvents(context, topic)).map(({ event }) => event);
  const histories = [...byAccount(events).values()];
  const total = histories.reduce((sum, history) => sum + expected(history).balance, 0);
  screen.line();
  screen.table(
    [{ title: "pattern" }, { title: "who" }, { title: "has read", align: "right" }],
    [
      ["work queue", "two workers of one group", `${one} + ${other}`],
      ["publish and subscribe", "two groups of one member", `${billing} + ${audit}`],
      ["event sourcing", `a replay: ${histories.length} accounts, ${total} in all`, events.length],
    ],
  );
  await context.seen(
    "patterns",
    "Everything is left, for each of them. Reading takes nothing away: a group is a place in the log, and the members " +
      "of one share its partitions",
  );
}

/** Has a topic read by a member for each group that is named; how much each of them got. */
async function share(
  context: LabContext,
  topic: string,
  groupIds: readonly string[],
): Promise<number[]> {
  const { kafka, signal } = context;
  await using stack = new AsyncDisposableStack();
  const counts = groupIds.map(() => 0);
  const members = await Promise.all(groupIds.map(async (groupId, at) =>
    stack.use(
      await runConsumer(kafka, {
        groupId,
        topics: [topic],
        handler: () => void counts[at]!++,
        session: { maxWaitMs: 100 },
      }),
    )
  ));
  const isShared = () => {
    const owned = members.map((member) => member.assignment().length);
    const all = new Set(groupIds).size * PARTITIONS;
    return owned.every((count) => count > 0) && owned.reduce((sum, count) => sum + count) === all;
  };
  // Records come when all are there: the first member would have read them all by then.
  await waitFor(isShared, { what: "the partitions to be shared", timeoutMs: 30_000, signal });
  await writeEvents(context, topic, randomEvents(context, ACCOUNTS, EVENTS));
  const isRead = () =>
    [...new Set(groupIds)].every((group) =>
      counts.reduce((sum, count, at) => sum + (groupIds[at] === group ? count : 0), 0) === EVENTS
    );
  await waitFor(isRead, { what: "everything to be read", timeoutMs: 30_000, signal });
  return counts;
}
