import { type Check, type CheckContext, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { ask, type Reading, readOn, stateOf, write } from "./reading.ts";
import { placeText, resumedOf } from "./states.ts";
import type { PartitionState, ResetPolicy, Resumed } from "./stub.ts";

const PARTITIONS = 3;
/** More than are deleted, fewer than make anybody wait. */
const RECORDS = 12;

/** One start of the reader, and what it must read. */
interface Start {
  readonly event: string;
  readonly policy: ResetPolicy;
  /** Where reading must go on, if the group's past or the policy says so. */
  readonly expected: (state: PartitionState) => bigint;
  readonly alarm: (state: PartitionState) => boolean;
}

/** A real reader, and what the log says of it. */
export const liveReader: Check = {
  id: "live-reader",
  claim: "A real reader that goes on at these offsets skips nothing and reads nothing twice",
  async run(context) {
    const topic = await context.topic("live", PARTITIONS);
    const reading = { topic, groupId: context.groupId("live") };
    const none = () => false;
    const committedOr = (otherwise: (state: PartitionState) => bigint) => (state: PartitionState) =>
      state.committed ?? otherwise(state);
    await writeAll(context, topic);
    const first: Start = {
      event: "the group starts for the first time",
      policy: "latest",
      expected: ({ logEnd }) => logEnd,
      alarm: none,
    };
    const again: Start = {
      event: "it was away while records were written",
      policy: "latest",
      expected: committedOr(({ logStart }) => logStart),
      alarm: none,
    };
    const problem = await start(context, reading, first) ??
      await writeAll(context, topic) ??
      await start(context, reading, again) ??
      await moveOn(context, reading) ??
      await start(context, reading, {
        event: "records were deleted that it had not read, and a partition was added",
        policy: context.random.pick(["earliest", "latest"]),
        expected: (state) => isLost(state) ? state.logStart : committedOr(() => 0n)(state),
        alarm: isLost,
      }) ??
      await start(context, reading, { ...again, event: "nothing happened", policy: "earliest" }) ??
      await forget(context, reading) ??
      await start(context, reading, {
        event: "what it had committed was deleted",
        policy: "earliest",
        expected: ({ logStart }) => logStart,
        alarm: none,
      });
    return problem ?? pass({ ...reading, starts: 5 });
  },
};

const isLost = ({ committed, logStart }: PartitionState) =>
  committed !== null && committed < logStart;

async function writeAll(context: CheckContext, topic: string): Promise<undefined> {
  for (const { partition } of await context.admin.topicOffsets(topic)) {
    await write(context, topic, { partition, count: context.random.int(2, RECORDS) });
  }
}

/** Deletes more of partition 0 than the group has read, and adds a partition. */
async function moveOn(context: CheckContext, { topic, groupId }: Reading): Promise<undefined> {
  const { admin } = context;
  await write(context, topic, { partition: 0, count: RECORDS });
  const committed = await admin.committedOffsets(groupId, [topic]);
  const read = committed.find(({ partition }) => partition === 0)!.offset;
  const lost = BigInt(context.random.int(1, RECORDS - 1));
  await admin.deleteRecords([{ topic, partition: 0, offset: read + lost }]);
  await context.addPartitions(topic, PARTITIONS + 1);
  await write(context, topic, { partition: PARTITIONS, count: RECORDS });
}

async function forget({ admin }: CheckContext, { groupId }: Reading): Promise<undefined> {
  await admin.deleteGroups([groupId]);
}

/** Asks where to go on, and reads from there to the end. */
async function start(
  context: CheckContext,
  reading: Reading,
  { event, policy, expected, alarm }: Start,
): Promise<Fail | undefined> {
  const subject = await context.subject();
  const state = await stateOf(context, reading);
  const resumed = resumedOf({ state, policy }, await ask(subject, state, policy));
  const evidence = { ...reading, event, policy };
  if (typeof resumed === "string") {
    return fail({ happened: resumed, anomaly: "no place to go on", evidence });
  }
  for (const [at, entry] of resumed.entries()) {
    const found = state[at]!;
    const where = { partition: found.partition, state: placeText(found), given: entry.offset };
    if (entry.alarm !== alarm(found)) {
      return fail({
        happened: entry.alarm
          ? `When ${event}, an alarm is raised for partition ${found.partition}, which has lost nothing`
          : `When ${event}, partition ${found.partition} has lost records unread, and no alarm is raised`,
        anomaly: entry.alarm ? "false alarm" : "silent loss",
        evidence: { ...evidence, ...where },
      });
    }
  }
  const missed = state.map((found, at) => wrong(found, resumed[at]!, expected(found)))
    .find((text) => text !== undefined);
  const outside = resumed.some(({ offset }, at) =>
    offset < state[at]!.logStart || offset > state[at]!.logEnd
  );
  if (missed !== undefined && outside) {
    return fail({
      happened: `When ${event}, ${missed}`,
      anomaly: "reader that stands still",
      evidence,
    });
  }
  const read = await readOn(context, reading, resumed);
  const owed = state.flatMap((found) => range(found.partition, expected(found), found.logEnd));
  return judge(read, owed, { event, evidence });
}

function wrong(
  { partition, logStart, logEnd }: PartitionState,
  { offset }: Resumed,
  expected: bigint,
): string | undefined {
  if (offset === expected) return undefined;
  return `the reader is sent to offset ${offset} of partition ${partition}, where the log holds ` +
    `${logStart} to ${logEnd}`;
}

function range(partition: number, from: bigint, to: bigint): string[] {
  return Array.from({ length: Number(to - from) }, (_, at) => `${partition}/${from + BigInt(at)}`);
}

function judge(
  read: readonly { readonly partition: number; readonly offset: bigint }[],
  owed: readonly string[],
  { event, evidence }: { event: string; evidence: Readonly<Record<string, string>> },
): Fail | undefined {
  const got = read.map(({ partition, offset }) => `${partition}/${offset}`);
  const skipped = owed.filter((place) => !got.includes(place));
  if (skipped.length > 0) {
    return fail({
      happened:
        `When ${event}, the reader went on behind ${skipped.length} records that it had not ` +
        "read: the log has them, and the group will never see them",
      anomaly: "skipped records",
      evidence: { ...evidence, first: skipped[0]!, skipped: skipped.length },
    });
  }
  const again = got.filter((place) => !owed.includes(place));
  if (again.length === 0) return undefined;
  return fail({
    happened:
      `When ${event}, the reader read ${again.length} records that it had read and committed, ` +
      "or that it was not to read",
    anomaly: "repeated records",
    evidence: { ...evidence, first: again[0]!, again: again.length },
  });
}
