import {
  describeGroup,
  describeJoin,
  heartbeat,
  join,
  joinBody,
  leave,
  sync,
} from "./group_requests.ts";
import { inState } from "./group_states.ts";
import { commit } from "./offsets.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

/** Members whose names outlive their processes (KIP-345). */
export const STATIC_GROUPS: readonly Scenario[] = [
  { name: "two static members", run: pair },
  { name: "a static leader that comes back", run: leader },
  { name: "a static member that wants something else", run: changed },
  { name: "a static member that is fenced everywhere", run: fenced },
  { name: "static members that leave", run: leaving },
];

/** A group of two static members, the first of which leads, with a connection for each. */
async function stablePair(session: Session) {
  const [a, b] = [await session.broker(), await session.connect()];
  const group = session.name("group");
  const first = await join(a, { group, instanceId: "one" });
  const one = { group, memberId: first.memberId, instanceId: "one" };
  await sync(a, { ...one, generationId: 1, assignments: { [one.memberId]: 1 } });
  await b.send("JoinGroup", 5, joinBody({ group, instanceId: "two" }));
  await inState(a, group, "PreparingRebalance");
  await join(a, { ...one });
  const { memberId } = await b.receive("JoinGroup", 5);
  const two = { group, memberId, instanceId: "two" };
  await b.send("SyncGroup", 3, {
    groupId: group,
    generationId: 2,
    memberId,
    groupInstanceId: "two",
    assignments: [],
  });
  await sync(a, { ...one, generationId: 2, assignments: { [one.memberId]: 1, [memberId]: 2 } });
  await b.receive("SyncGroup", 3);
  return { a, b, group, one, two };
}

async function pair(session: Session): Promise<void> {
  const { a, b, group, one, two } = await stablePair(session);
  session.note("the group", await describeGroup(a, group));
  const back = await join(b, { group, instanceId: "two" });
  session.note("the second comes back", describeJoin(back));
  session.note("nothing else changed", await describeGroup(a, group));
  session.note("the first goes on", await heartbeat(a, { ...one, generationId: 2 }));
  session.note(
    "the second's share",
    await sync(b, {
      ...two,
      memberId: back.memberId,
      generationId: 2,
    }),
  );
}

async function leader(session: Session): Promise<void> {
  for (const version of [5, 8, 9]) {
    const { a, group, two, b } = await stablePair(session);
    const back = await join(a, { group, instanceId: "one", version });
    session.note(`JoinGroup v${version}`, describeJoin(back));
    const me = { group, memberId: back.memberId, instanceId: "one", generationId: 2 };
    session.note("its share", await sync(a, me));
    session.note("the other goes on", await heartbeat(b, { ...two, generationId: 2 }));
  }
}

async function changed(session: Session): Promise<void> {
  const { a, b, group, one } = await stablePair(session);
  const topics = await join(b, { group, instanceId: "two", topics: ["u"] });
  session.note("another topic", describeJoin(topics));
  session.note("nobody has to join anew", await describeGroup(a, group));
  const protocols = await join(b, {
    group,
    instanceId: "two",
    protocols: ["roundrobin", "range"],
  });
  session.note("another favourite", describeJoin(protocols));
  session.note("the group", await describeGroup(a, group));
  session.note("the first goes on", await heartbeat(a, { ...one, generationId: 2 }));
}

async function fenced(session: Session): Promise<void> {
  const { b, group, two } = await stablePair(session);
  const topic = await session.topic();
  const other = await session.connect();
  await join(other, { group, instanceId: "two" });
  const old = { ...two, generationId: 2 };
  session.note("heartbeat", await heartbeat(b, old));
  session.note("sync", await sync(b, old));
  session.note("join", describeJoin(await join(b, old)));
  session.note("leave", await leave(b, old));
  session.note("commit", await commitAs(b, { ...old, topic }));
  session.note("commit without its name", await commit(b, { ...old, topic, offset: 1 }));
  const unknown = { ...old, instanceId: "three" };
  session.note("heartbeat as nobody", await heartbeat(b, unknown));
  session.note("commit as nobody", await commitAs(b, { ...unknown, topic }));
  session.note("join as nobody", describeJoin(await join(b, unknown)));
}

async function commitAs(broker: RawConnection, me: {
  readonly group: string;
  readonly memberId: string;
  readonly instanceId: string;
  readonly generationId: number;
  readonly topic: string;
}): Promise<string> {
  const { topics } = await broker.call("OffsetCommit", 7, {
    groupId: me.group,
    generationIdOrMemberEpoch: me.generationId,
    memberId: me.memberId,
    groupInstanceId: me.instanceId,
    topics: [{
      name: me.topic,
      partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: null }],
    }],
  });
  return errorName(topics[0]!.partitions[0]!.errorCode);
}

async function leaving(session: Session): Promise<void> {
  const { a, b, group, one, two } = await stablePair(session);
  const { errorCode, members } = await a.call("LeaveGroup", 3, {
    groupId: group,
    members: [
      { memberId: "", groupInstanceId: "one" },
      { memberId: "", groupInstanceId: "one" },
      { memberId: "stranger", groupInstanceId: "two" },
      { memberId: "stranger", groupInstanceId: null },
      { memberId: "", groupInstanceId: null },
    ],
  });
  session.note("several at once", {
    error: errorName(errorCode),
    members: members.map((member) => [member.groupInstanceId, errorName(member.errorCode)]),
  });
  session.note("one is left", await inState(a, group, "PreparingRebalance"));
  session.note("the one that left", await heartbeat(a, { ...one, generationId: 2 }));
  session.note("the other leads now", describeJoin(await join(b, two)));
}
