import { waitFor } from "../../core/mod.ts";
import type { BrokersScenario, BrokersSession } from "./brokers_session.ts";
import { joinTwice, sync } from "./group_requests.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { fetched } from "./requests.ts";
import { errorName } from "./session.ts";
import {
  addOffsets,
  addPartitions,
  commitIn,
  end,
  initTransactions,
  produceIn,
} from "./transaction_requests.ts";

const KINDS = { group: 0, transaction: 1 } as const;

/** Coordinators that die: what they acknowledged is known to the next. */
export const COORDINATOR_MOVES: readonly BrokersScenario[] = [
  { name: "a coordinator of groups that dies", run: groups },
  { name: "a coordinator of transactions that dies", run: transactions },
];

/** The broker that coordinates, once it is known and lives. */
async function coordinatorOf(
  session: BrokersSession,
  kind: keyof typeof KINDS,
  key: string,
): Promise<number> {
  const found = await waitFor(async () => {
    const { coordinators } = await (await session.broker()).call("FindCoordinator", 4, {
      keyType: KINDS[kind],
      coordinatorKeys: [key],
    });
    const { errorCode, nodeId } = coordinators[0]!;
    return errorCode === 0 && session.live.includes(nodeId) ? { nodeId } : undefined;
  }, { what: `the coordinator of ${key}`, timeoutMs: 30_000, intervalMs: 50 });
  return found.nodeId;
}

/** A broker other than this one. */
function another(session: BrokersSession, brokerId: number): Promise<RawConnection> {
  return session.to(session.live.find((id) => id !== brokerId)!);
}

async function commit(
  broker: RawConnection,
  at: { group: string; topic: string; offset: number; memberId?: string; generationId?: number },
): Promise<Note> {
  const { topics } = await broker.call("OffsetCommit", 8, {
    groupId: at.group,
    memberId: at.memberId ?? "",
    generationIdOrMemberEpoch: at.generationId ?? -1,
    topics: [{
      name: at.topic,
      partitions: [{ partitionIndex: 0, committedOffset: at.offset, committedMetadata: "note" }],
    }],
  });
  return errorName(topics[0]!.partitions[0]!.errorCode);
}

/** The committed offset, once the coordinator has read what it needs. */
async function committed(broker: RawConnection, group: string, topic: string): Promise<Note> {
  const answer = await waitFor(async () => {
    const { groups } = await broker.call("OffsetFetch", 8, {
      groups: [{ groupId: group, topics: [{ name: topic, partitionIndexes: [0] }] }],
      requireStable: true,
    });
    const { errorCode, topics } = groups[0]!;
    const notReady = ["COORDINATOR_LOAD_IN_PROGRESS", "NOT_COORDINATOR"];
    if (notReady.includes(errorName(errorCode))) return undefined;
    const partition = topics[0]!.partitions[0]!;
    if (errorName(partition.errorCode) === "UNSTABLE_OFFSET_COMMIT") return undefined;
    return { errorCode, partition };
  }, { what: "the coordinator to be ready", timeoutMs: 20_000 });
  const { committedOffset, metadata, errorCode } = answer.partition;
  return {
    error: errorName(answer.errorCode),
    partitionError: errorName(errorCode),
    committedOffset,
    metadata,
  };
}

async function groups(session: BrokersSession): Promise<void> {
  const topic = await session.placed([[0, 1, 2]]);
  const group = session.name("group");
  const first = await coordinatorOf(session, "group", group);
  const coordinator = await session.to(first);
  const { memberId, generationId } = await joinTwice(coordinator, { group, topics: [topic] });
  await sync(coordinator, { group, memberId, generationId, assignments: { [memberId]: 0 } });
  const claim = { group, topic, memberId, generationId };
  session.note("committed", await commit(coordinator, { ...claim, offset: 7 }));
  const wrong = await another(session, first);
  session.note("at another broker: commit", await commit(wrong, { ...claim, offset: 8 }));
  session.note("at another broker: heartbeat", await heartbeat(wrong, claim));
  await session.kill(first);
  const second = await coordinatorOf(session, "group", group);
  const next = await session.to(second);
  session.note("another coordinates now", second !== first);
  session.note("what it knows", await committed(next, group, topic));
  session.note("the member is known", await heartbeat(next, claim));
  session.note("the group", await describe(next, group));
  session.note("committed again", await commit(next, { ...claim, offset: 9 }));
  await session.revive(first);
  session.note("what is known at last", await committed(next, group, topic));
  session.note(
    "at the broker that was killed",
    await heartbeat(await session.to(first), claim),
  );
}

async function heartbeat(
  broker: RawConnection,
  { group, memberId, generationId }: { group: string; memberId: string; generationId: number },
): Promise<Note> {
  const { errorCode } = await broker.call("Heartbeat", 3, {
    groupId: group,
    generationId,
    memberId,
    groupInstanceId: null,
  });
  return errorName(errorCode);
}

async function describe(broker: RawConnection, group: string): Promise<Note> {
  const { groups } = await broker.call("DescribeGroups", 5, { groups: [group] });
  const { errorCode, groupState, protocolData, members } = groups[0]!;
  return {
    error: errorName(errorCode),
    state: groupState,
    protocol: protocolData,
    members: members.length,
  };
}

async function transactions(session: BrokersSession): Promise<void> {
  const group = session.name("group");
  const transactionalId = session.name("transaction");
  const first = await coordinatorOf(session, "transaction", transactionalId);
  const topic = await session.placed([[(first + 1) % 3, (first + 2) % 3]]);
  const coordinator = await session.to(first);
  const producer = await initTransactions(coordinator, transactionalId);
  session.note("added", await addPartitions(coordinator, producer, topic));
  const leader = await session.to((await session.stateOf(topic))[0]!.leader);
  session.note("sent", await produceIn(leader, producer, { topic, value: "a", sequence: 0 }));
  session.note("offsets added", await addOffsets(coordinator, producer, group));
  const groupsAt = await session.to(await coordinatorOf(session, "group", group));
  session.note("offset", await commitIn(groupsAt, producer, { group, topic, offset: 5 }));
  const wrong = await another(session, first);
  session.note("at another broker", await endAt(wrong, producer));
  await session.kill(first);
  await session.awaitLeader(topic);
  const second = await coordinatorOf(session, "transaction", transactionalId);
  session.note("another coordinates now", second !== first);
  const reader = await session.to((await session.stateOf(topic))[0]!.leader);
  session.note(
    "read before its end",
    await fetched(reader, { topic, offset: 0, isolationLevel: 1 }),
  );
  session.note("ended", await end(await session.to(second), producer, "commit"));
  const groupsNow = await session.to(await coordinatorOf(session, "group", group));
  session.note("the group's offset", await committed(groupsNow, group, topic));
  await waitFor(async () => {
    const note = await fetched(reader, { topic, offset: 0, isolationLevel: 1 });
    return (note as { lastStableOffset: number }).lastStableOffset === 2;
  }, { what: "the marker" });
  session.note(
    "read after its end",
    await fetched(reader, { topic, offset: 0, isolationLevel: 1 }),
  );
  session.note("the next one", await addPartitions(await session.to(second), producer, topic));
}

async function endAt(
  broker: RawConnection,
  producer: { transactionalId: string; producerId: number; producerEpoch: number },
): Promise<Note> {
  const { transactionalId, producerId, producerEpoch } = producer;
  const { errorCode } = await broker.call("EndTxn", 3, {
    transactionalId,
    producerId,
    producerEpoch,
    committed: true,
  });
  return errorName(errorCode);
}
