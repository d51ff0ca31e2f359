import { waitFor } from "../../lib/core/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { type Reading, write } from "./reading.ts";

const RECORDS = 20;
const MORE = 5;

/** One start of a member, and what it came to. */
interface Seen {
  readonly what: string;
  readonly policy: "earliest" | "latest";
  readonly committed: bigint | undefined;
  readonly began: bigint;
  readonly end: bigint;
  readonly read: number;
}

/** The same group is started again and again, with one policy and the other. */
export async function starts(context: LabContext): Promise<void> {
  const { screen, admin } = context;
  screen.heading("1. Five starts");
  const topic = await context.topic("starts");
  const reading = { topic, groupId: context.groupId("starts") };
  screen.say(
    `A topic with ${RECORDS} records and a group that reads it to the end, commits and stops. ` +
      `Before each further start ${MORE} more records are written.`,
  );
  await context.predict({
    id: "started-again",
    question:
      "The group has read everything and was stopped. It is started again with policy latest. " +
      `What does it see of the ${MORE} records that were written meanwhile?`,
    choices: [
      "None: latest begins at the end",
      "All of them: it goes on where it was",
      `All ${RECORDS + MORE}: it begins anew`,
    ],
  });
  await write(context, topic, { partition: 0, count: RECORDS });
  const seen = [await start(context, reading, "first start", "earliest")];
  const again = async (what: string, policy: Seen["policy"]) => {
    await write(context, topic, { partition: 0, count: MORE });
    seen.push(await start(context, reading, what, policy));
  };
  await again("again", "latest");
  await again("again", "earliest");
  await admin.deleteGroups([reading.groupId]);
  await again("offsets deleted", "latest");
  await admin.deleteGroups([reading.groupId]);
  await again("offsets deleted", "earliest");
  show(context, seen);
  await context.seen(
    "started-again",
    `Started again with latest, it read ${
      seen[1]!.read
    } of the ${MORE} new records. The policy is for a group that has committed nothing. When its ` +
      "offsets are deleted, by hand or because the group was empty for seven days, it is such a " +
      "group again: then latest skips without a word, and earliest reads everything twice",
  );
}

async function start(
  { admin, kafka, signal }: LabContext,
  { topic, groupId }: Reading,
  what: string,
  policy: Seen["policy"],
): Promise<Seen> {
  const [before] = await admin.committedOffsets(groupId, [topic]);
  const end = (await admin.topicOffsets(topic))[0]!.high;
  let read = 0;
  let reached = 0n;
  await using session = await kafka.joinGroup({
    groupId,
    topics: [topic],
    offsetReset: policy,
    maxWaitMs: 100,
    onBatch: ({ records, nextOffset }) => {
      read += records.length;
      reached = nextOffset;
    },
  });
  const generation = session.generation!;
  const began = generation.positions[0]!.offset;
  await waitFor(() => began >= end || reached >= end, { what: `the end of ${topic}`, signal });
  await session.commit([{ topic, partition: 0, offset: end }], generation);
  return { what, policy, committed: before?.offset, began, end, read };
}

function show({ screen }: LabContext, seen: readonly Seen[]): void {
  screen.line();
  screen.table(
    [
      { title: "start" },
      { title: "policy" },
      { title: "committed", align: "right" },
      { title: "log end", align: "right" },
      { title: "began at", align: "right" },
      { title: "read", align: "right" },
      { title: "" },
    ],
    seen.map(({ what, policy, committed, began, end, read }, at) => {
      const before = at === 0 ? 0n : seen[at - 1]!.end;
      const skipped = began - before;
      const note = at === 0 || skipped === 0n
        ? ""
        : skipped > 0n
        ? `${skipped} skipped`
        : `${-skipped} read again`;
      return [
        what,
        policy,
        String(committed ?? "none"),
        String(end),
        String(began),
        String(read),
        note,
      ];
    }),
  );
}
