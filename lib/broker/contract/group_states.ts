import { waitFor } from "../../core/mod.ts";
import {
  describeDescribed,
  describeGroup,
  describeJoin,
  describeSync,
  heartbeat,
  join,
  joinBody,
  joinTwice,
  leadAlone,
  leave,
  sync,
  syncBody,
} from "./group_requests.ts";
import type { Note } from "./notebook.ts";
import { commit } from "./offsets.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

/** Groups on their way from state to state. */
export const GROUP_STATES: readonly Scenario[] = [
  { name: "a group in each of its states", run: states },
  { name: "ids that were given and not yet claimed", run: pendingIds },
  { name: "a member that does not come back in a rebalance", run: rebalanceTimeout },
  { name: "a leader that never shares out", run: syncTimeout },
  { name: "commits while a group rebalances", run: commitsWhileRebalancing },
  { name: "the protocol that most members prefer", run: election },
];

/** Waits until a group is in a state, and says what its coordinator tells of it then. */
export async function inState(
  broker: RawConnection,
  group: string,
  state: string,
): Promise<Note> {
  return await waitFor(async () => {
    const described = await describeGroup(broker, group) as { readonly state: string };
    return described.state === state ? described : undefined;
  }, { what: `group ${group} to be ${state}`, timeoutMs: 30_000 });
}

async function states(session: Session): Promise<void> {
  const [a, b] = [await session.broker(), await session.connect()];
  const group = session.name("group");
  session.note("nobody knows it", await describeGroup(a, group));
  const first = await joinTwice(a, { group });
  const one = { group, memberId: first.memberId, generationId: 1 };
  await sync(a, { ...one, assignments: { [one.memberId]: 1 } });
  session.note("everyone has a share", await describeGroup(a, group));
  const { memberId } = await join(b, { group });
  session.note("an id was given", await describeGroup(a, group));
  await b.send("JoinGroup", 5, joinBody({ group, memberId }));
  session.note("one has joined", await inState(a, group, "PreparingRebalance"));
  session.note("a heartbeat meanwhile", await heartbeat(a, one));
  session.note("a sync meanwhile", await sync(a, one));
  session.note("the other joins too", describeJoin(await join(a, one)));
  session.note("the new one's answer", describeJoin(await b.receive("JoinGroup", 5)));
  session.note("waits for the plan", await describeGroup(a, group));
  session.note("a heartbeat meanwhile", await heartbeat(a, { ...one, generationId: 2 }));
  session.note("in the generation before", await heartbeat(a, one));
  session.note("the leader joins again", describeJoin(await join(a, one)));
  session.note("both leave", [
    await leave(a, { group, memberId: one.memberId }),
    await leave(b, { group, memberId }),
  ]);
  session.note("nobody is left", await describeGroup(a, group));
  session.note("a join as before", describeJoin(await join(a, one)));
  session.note("a sync as before", await sync(a, { ...one, generationId: 2 }));
}

async function pendingIds(session: Session): Promise<void> {
  const broker = await session.broker();
  const group = session.name("group");
  const topic = await session.topic();
  const { memberId } = await join(broker, { group });
  const me = { group, memberId, generationId: 0 };
  session.note("a heartbeat", await heartbeat(broker, me));
  session.note("a sync", await sync(broker, me));
  session.note("a commit", await commit(broker, { ...me, topic, offset: 1 }));
  const elsewhere = { group: session.name("other"), memberId };
  session.note("a join of another group", describeJoin(await join(broker, elsewhere)));
  session.note("leaves", await leave(broker, me));
  session.note("a join after that", describeJoin(await join(broker, { group, memberId })));
  const late = await join(broker, { group });
  session.note("a join of another protocol", {
    ...describeJoin(await join(broker, { group, memberId: late.memberId, protocols: ["odd"] })) as {
      readonly [key: string]: Note;
    },
  });
  session.note(
    "before ids were given",
    describeJoin(
      await join(broker, {
        group: session.name("old"),
        version: 3,
      }),
    ),
  );
}

async function rebalanceTimeout(session: Session): Promise<void> {
  const [a, b] = [await session.broker(), await session.connect()];
  const group = session.name("group");
  const options = { group, sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 1000 };
  const one = await leadAlone(a, options);
  const { memberId } = await join(b, options);
  await b.send("JoinGroup", 5, joinBody({ ...options, memberId }));
  // Asked for right behind, since the other one has as little time for its plan.
  await b.send("DescribeGroups", 4, { groups: [group] });
  session.note("the other goes on without it", describeJoin(await b.receive("JoinGroup", 5)));
  session.note("the silent one is out", await heartbeat(a, one));
  session.note("the group", describeDescribed(await b.receive("DescribeGroups", 4)));
}

async function syncTimeout(session: Session): Promise<void> {
  const [a, b] = [await session.broker(), await session.connect()];
  const group = session.name("group");
  const options = { group, sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 2000 };
  const one = await leadAlone(a, options);
  const { memberId } = await join(b, options);
  const joining = joinBody({ ...options, memberId });
  // In one go, so that nobody's time runs out but the leader's: who was given an id is waited for.
  await a.send("JoinGroup", 5, joinBody({ ...options, memberId: one.memberId }));
  await b.send("JoinGroup", 5, joining);
  await b.send("SyncGroup", 3, syncBody({ group, memberId, generationId: 2 }));
  await b.send("JoinGroup", 5, joining);
  await a.receive("JoinGroup", 5);
  await b.receive("JoinGroup", 5);
  const synced = describeSync(await b.receive("SyncGroup", 3));
  session.note("who waits is told to join anew", synced);
  session.note("the leader is out", await heartbeat(a, { ...one, generationId: 2 }));
  session.note("the other joins", describeJoin(await b.receive("JoinGroup", 5)));
}

async function commitsWhileRebalancing(session: Session): Promise<void> {
  const [a, b] = [await session.broker(), await session.connect()];
  const [topic, group] = [await session.topic(), session.name("group")];
  const first = await joinTwice(a, { group });
  const me = { group, topic, memberId: first.memberId, generationId: 1 };
  session.note("before the plan", await commit(a, { ...me, offset: 1 }));
  await sync(a, { ...me, assignments: { [me.memberId]: 1 } });
  const { memberId } = await join(b, { group });
  await b.send("JoinGroup", 5, joinBody({ group, memberId }));
  await inState(a, group, "PreparingRebalance");
  session.note("while all have to join", await commit(a, { ...me, offset: 2 }));
}

async function election(session: Session): Promise<void> {
  const connections = [await session.broker(), await session.connect(), await session.connect()];
  const group = session.name("group");
  const likes = [["a", "b"], ["b", "a", "c"], ["b", "a"]];
  const ids: string[] = [];
  for (const [index, connection] of connections.entries()) {
    const options = { group, protocols: likes[index]! };
    const { memberId } = await join(connection, options);
    await connection.send("JoinGroup", 5, joinBody({ ...options, memberId }));
    ids.push(memberId);
    if (index > 0) continue;
    await connection.receive("JoinGroup", 5);
    await sync(connection, { group, memberId, generationId: 1, assignments: { [memberId]: 1 } });
  }
  await inState(await session.connect(), group, "PreparingRebalance");
  const again = joinBody({ group, memberId: ids[0]!, protocols: likes[0]! });
  await connections[0]!.send("JoinGroup", 5, again);
  const answers = [];
  for (const connection of connections) answers.push(await connection.receive("JoinGroup", 5));
  session.note("what was elected", answers.map(({ protocolName }) => protocolName));
  session.note("errors", answers.map(({ errorCode }) => errorName(errorCode)));
}
