import { assert, assertEquals } from "@std/assert";
import { type Random, seededRandom, waitFor } from "../../core/mod.ts";
import type { Admin, GroupSession, Kafka } from "../../kafka/mod.ts";
import { type GroupLag, LagMonitor, type LagReport } from "../../monitoring/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { kafkaTool, toolRows } from "./java_tool.ts";
import { onBoth, type ToolTarget } from "./two_clusters.ts";

const GROUPS = "consumer.group.ConsumerGroupCommand";
const STATES = 20;

/** What is drawn for one group: two topics, of which some partitions are written and committed. */
interface DrawnGroup {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Whether somebody is in it. */
  readonly live: boolean;
}

onBoth("lag is what kafka-consumer-groups says, for 20 random states", async (target) => {
  const { kafka, server, name } = target;
  const random = seededRandom("lag");
  await using members = new AsyncDisposableStack();
  await using admin = await kafka.admin();
  const groups: DrawnGroup[] = [];
  for (let state = 0; state < STATES; state++) {
    const group = {
      groupId: name(`lag-${state}`),
      topics: [name(`lag-${state}-a`), name(`lag-${state}-b`)],
      // every fifth has a member, who has committed in some partitions or in none
      live: state % 5 === 4,
    };
    groups.push(group);
    await drawState({ kafka, admin, random }, group, members);
  }
  await using monitor = new LagMonitor(kafka);
  const report = await waitFor(async () => {
    const seen = await monitor.refresh();
    const lives = seen.groups.filter((one) => groups.some((drawn) => isLive(drawn, one)));
    return lives.length === STATES / 5 ? seen : undefined;
  }, { what: "all members to have their partitions", timeoutMs: 120_000 });
  const printed = await kafkaTool(GROUPS, [
    ...["--bootstrap-server", server, "--describe", "--all-groups"],
  ]);
  const theirs = toolRows(printed, "GROUP");
  let [compared, uncommitted, empty] = [0, 0, 0];
  for (const { groupId } of groups) {
    const group = report.groups.find((one) => one.groupId === groupId);
    assert(group !== undefined, groupId);
    const rows = theirs.filter((row) => row["GROUP"] === groupId);
    compared += compareCommitted(group, rows);
    uncommitted += compareUncommitted(group, report, rows);
    if (group.members.length === 0) empty++;
  }
  assert(compared >= 40, `${compared} partitions with a commit`);
  assert(uncommitted >= 3, `${uncommitted} assigned partitions without one`);
  assertEquals(empty, STATES - STATES / 5);
});

/** Writes, deletes and commits at random; in a group that lives only what its member commits. */
async function drawState(
  { kafka, admin, random }: {
    readonly kafka: Kafka;
    readonly admin: Admin;
    readonly random: Random;
  },
  { groupId, topics, live }: DrawnGroup,
  members: AsyncDisposableStack,
): Promise<void> {
  // it waits for a leader, which a new topic may not have yet
  await using producer = await createProducer(kafka);
  const commits: { topic: string; partition: number; offset: bigint }[] = [];
  for (const topic of topics) {
    const partitions = random.int(1, 4);
    await admin.createTopics([{ name: topic, partitions }]);
    for (let partition = 0; partition < partitions; partition++) {
      const end = random.int(0, 60);
      const values = Array.from({ length: end }, () => random.bytes(10));
      await Promise.all(values.map((value) => producer.send({ topic, partition, value })));
      const low = random.int(0, 3) === 0 ? random.int(0, end) : 0;
      if (low > 0) await admin.deleteRecords([{ topic, partition, offset: BigInt(low) }]);
      // what is committed may lie before what is still kept
      const committed = random.pick([null, 0, end, random.int(0, end), random.int(0, end)]);
      if (committed !== null) commits.push({ topic, partition, offset: BigInt(committed) });
    }
  }
  if (!live) {
    const [topic] = topics;
    const some = commits.length > 0 ? commits : [{ topic: topic!, partition: 0, offset: 0n }];
    return await admin.commitOffsets(groupId, some);
  }
  const member = members.use(
    await kafka.joinGroup({ groupId, topics, onBatch: () => {} }),
  );
  await commitAsMember(member, commits);
}

async function commitAsMember(
  member: GroupSession,
  commits: readonly { topic: string; partition: number; offset: bigint }[],
): Promise<void> {
  const generation = await waitFor(() => member.generation, {
    what: "a generation",
    timeoutMs: 120_000,
  });
  if (commits.length > 0) await member.commit(commits, generation);
}

function isLive({ groupId, live }: DrawnGroup, group: GroupLag): boolean {
  return live && group.groupId === groupId &&
    (group.members[0]?.assignment.length ?? 0) > 0;
}

/** Partitions with a commit: offset, end and lag are the tool's, and none is missing. */
function compareCommitted(group: GroupLag, rows: readonly Record<string, string>[]): number {
  const theirs = rows.filter((row) => row["CURRENT-OFFSET"] !== "-").map((row) =>
    ["TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG"].map((name) => row[name])
      .join(" ")
  );
  const ours = group.partitions.map(({ topic, partition, committed, end, lag }) =>
    `${topic} ${partition} ${committed} ${end} ${lag}`
  );
  assertEquals(ours.sort(), theirs.sort(), group.groupId);
  return ours.length;
}

/** Assigned partitions without a commit: the tool has no lag for them, and neither have we. */
function compareUncommitted(
  group: GroupLag,
  report: LagReport,
  rows: readonly Record<string, string>[],
): number {
  const theirs = rows.filter((row) => row["CURRENT-OFFSET"] === "-");
  for (const row of theirs) {
    const [topic, partition] = [row["TOPIC"], Number(row["PARTITION"])];
    assertEquals(row["LAG"], "-");
    const isOurs = group.uncommitted.some((at) => at.topic === topic && at.partition === partition);
    assert(isOurs, `${topic}/${partition} of ${group.groupId}`);
    const found = report.topics.find((one) => one.name === topic)!
      .partitions.find((one) => one.partition === partition)!;
    assertEquals(String(found.end), row["LOG-END-OFFSET"]);
  }
  return theirs.length;
}

onBoth("lag is never negative while records are written, read and committed", async (target) => {
  const { kafka, name } = target;
  const [topic, groupId] = [name("busy"), name("busy")];
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: topic, partitions: 3 }]);
  const stop = new AbortController();
  const working = work(target, { topic, groupId }, stop.signal);
  await using monitor = new LagMonitor(kafka, { groups: [groupId], topics: [topic] });
  let passes = 0;
  let moved = 0n;
  try {
    while (passes < 200 || moved < 2000n) {
      const { groups: [group] } = await monitor.refresh();
      passes++;
      for (const { committed, end, lag, partition } of group?.partitions ?? []) {
        assert(committed <= end, `${committed} is committed in ${partition}, which ends at ${end}`);
        assert(lag >= 0n);
      }
      moved = (group?.partitions ?? []).reduce((sum, { committed }) => sum + committed, 0n);
      // The first passes see a group that is still forming.
      assert(passes < 200_000, `Only ${moved} records were read in ${passes} passes`);
    }
  } finally {
    stop.abort();
    await working;
  }
});

/** Writes without a pause; whatever comes back is committed at once. */
async function work(
  { kafka }: ToolTarget,
  { topic, groupId }: { readonly topic: string; readonly groupId: string },
  signal: AbortSignal,
): Promise<void> {
  await using producer = await createProducer(kafka);
  await using member = await kafka.joinGroup({
    groupId,
    topics: [topic],
    onBatch: ({ partition, nextOffset: offset, generation }) => {
      // a commit that a rebalance made void is nothing to worry about
      member.commit([{ topic, partition, offset }], generation).catch(() => {});
    },
  });
  for (let round = 0; !signal.aborted; round++) {
    const values = Array.from({ length: 20 }, () => new Uint8Array(10));
    const partition = round % 3;
    await Promise.all(values.map((value) => producer.send({ topic, partition, value })));
  }
}
