import { waitFor } from "../../core/mod.ts";
import {
  describeGroup,
  describeJoin,
  heartbeat,
  join,
  joinBody,
  joinTwice,
  leave,
  sync,
} from "./group_requests.ts";
import { errorName, type Scenario, type Session, settled } from "./session.ts";

/** Groups of members that share work. */
export const GROUPS: readonly Scenario[] = [
  { name: "finding a coordinator", run: coordinators },
  { name: "a group of one", run: single },
  { name: "joining by each version", run: versions },
  { name: "a group of two rebalances", run: rebalance },
  { name: "members that are refused", run: refused },
  { name: "a member that falls silent", run: silence },
  { name: "static members", run: staticMembers },
];

async function coordinators(session: Session): Promise<void> {
  const broker = await session.broker();
  const group = session.name("group");
  for (const version of [0, 1, 2, 3]) {
    const answer = await settled(
      () => broker.call("FindCoordinator", version, { key: group, keyType: 0 }),
      ({ errorCode }) => errorCode,
    );
    session.note(`v${version}`, { error: errorName(answer.errorCode), host: answer.host });
  }
  const coordinatorKeys = [session.name("transaction"), session.name("another")];
  const several = await settled(
    () => broker.call("FindCoordinator", 4, { keyType: 1, coordinatorKeys }),
    ({ coordinators }) => coordinators[0]!.errorCode,
  );
  session.note(
    "two transactional ids, v4",
    several.coordinators.map(({ errorCode, host, key }) => ({
      error: errorName(errorCode),
      host,
      key,
    })),
  );
  const empty = await broker.call("FindCoordinator", 2, { key: "", keyType: 0 });
  session.note("an empty group id", errorName(empty.errorCode));
  const unknown = await broker.call("FindCoordinator", 2, { key: "x", keyType: 9 });
  session.note("an unknown kind", errorName(unknown.errorCode));
}

async function single(session: Session): Promise<void> {
  const broker = await session.broker();
  const group = session.name("group");
  session.note("before it exists", await describeGroup(broker, group));
  const first = await join(broker, { group });
  session.note("the first join gives an id", describeJoin(first));
  const joined = await join(broker, { group, memberId: first.memberId });
  session.note("the second one a membership", describeJoin(joined));
  const { memberId, generationId } = joined;
  const me = { group, memberId, generationId };
  session.note("a heartbeat before the sync", await heartbeat(broker, me));
  session.note("sync", await sync(broker, { ...me, assignments: { [memberId]: 3 } }));
  session.note("sync again", await sync(broker, me));
  session.note("a heartbeat", await heartbeat(broker, me));
  session.note("stable", await describeGroup(broker, group));
  session.note("the leader joins again", describeJoin(await join(broker, { group, memberId })));
  session.note("in the old generation", await heartbeat(broker, me));
  session.note("leaves", await leave(broker, { group, memberId }));
  session.note("leaves again", await leave(broker, { group, memberId }));
  session.note("after it left", await heartbeat(broker, me));
  session.note("empty", await describeGroup(broker, group));
}

async function versions(session: Session): Promise<void> {
  const broker = await session.broker();
  for (const version of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    const group = session.name("group");
    const joined = await joinTwice(broker, { group, version });
    const { memberId, generationId, protocolType } = joined;
    session.note(`JoinGroup v${version}`, { ...(describeJoin(joined) as object), protocolType });
    const me = { group, memberId, generationId };
    const syncVersion = Math.min(5, version);
    session.note(
      `SyncGroup v${syncVersion}`,
      await sync(broker, {
        ...me,
        version: syncVersion,
        protocol: ["consumer", "range"],
        assignments: { [memberId]: version },
      }),
    );
    const beatVersion = Math.min(4, version);
    session.note(
      `Heartbeat v${beatVersion}`,
      await heartbeat(broker, { ...me, version: beatVersion }),
    );
    session.note(
      `LeaveGroup v${syncVersion}`,
      await leave(broker, { group, memberId, version: syncVersion }),
    );
  }
}

async function rebalance(session: Session): Promise<void> {
  const [a, b] = [await session.broker(), await session.connect()];
  const group = session.name("group");
  const first = await joinTwice(a, { group, protocols: ["range", "roundrobin"] });
  const one = { group, memberId: first.memberId };
  await sync(a, { ...one, generationId: 1, assignments: { [first.memberId]: 0 } });

  const asked = await join(b, { group, protocols: ["roundrobin", "range"] });
  const two = { group, memberId: asked.memberId };
  await b.send("JoinGroup", 5, joinBody({ ...two, protocols: ["roundrobin", "range"] }));
  session.note(
    "the first learns of it",
    await untilRebalance(() =>
      heartbeat(a, {
        ...one,
        generationId: 1,
      })
    ),
  );
  const again = await join(a, { ...one, protocols: ["range", "roundrobin"] });
  const joined = await b.receive("JoinGroup", 5);
  session.note("the first is in a new generation", describeJoin(again));
  session.note("the second too", describeJoin(joined));

  await b.send("SyncGroup", 3, {
    groupId: group,
    generationId: joined.generationId,
    memberId: two.memberId,
    assignments: [],
  });
  const assignments = { [one.memberId]: 1, [two.memberId]: 2 };
  session.note("the leader's part", await sync(a, { ...one, generationId: 2, assignments }));
  session.note("the other's part", errorName((await b.receive("SyncGroup", 3)).errorCode));
  session.note("a member syncs again", await sync(b, { ...two, generationId: 2 }));

  session.note("the leader leaves", await leave(a, one));
  session.note("the other learns of it", await heartbeat(b, { ...two, generationId: 2 }));
  session.note("and syncs too early", await sync(b, { ...two, generationId: 2 }));
  const alone = await join(b, { ...two, protocols: ["roundrobin", "range"] });
  session.note("the other leads", describeJoin(alone));
  session.note("the group waits for its plan", await describeGroup(a, group));
}

/** A join that was only sent may reach the coordinator after the heartbeat that follows. */
async function untilRebalance(beat: () => Promise<string>): Promise<string> {
  return await waitFor(async () => {
    const answer = await beat();
    return answer === "NONE" ? undefined : answer;
  }, { what: "the first to learn of the second" });
}

async function refused(session: Session): Promise<void> {
  const broker = await session.broker();
  const group = session.name("group");
  const joined = await joinTwice(broker, { group });
  const { memberId, generationId } = joined;
  const me = { group, memberId, generationId };
  await sync(broker, { ...me, assignments: { [memberId]: 0 } });
  const joins = [
    ["an empty group id", { group: "" }],
    ["a session that is too short", { group, sessionTimeoutMs: 10 }],
    ["a session that is too long", { group, sessionTimeoutMs: 100_000_000 }],
    ["an unknown member", { group, memberId: "nobody" }],
    ["another kind of protocol", { group, protocolType: "connect" }],
    ["no protocol in common", { group, protocols: ["sticky"] }],
    ["no protocols", { group, protocols: [] }],
    ["no kind of protocol", { group: session.name("b"), protocolType: "" }],
    ["a new group without protocols", { group: session.name("c"), protocols: [] }],
    ["an unknown member of an unknown group", { group: session.name("d"), memberId: "nobody" }],
  ] as const;
  for (const [what, options] of joins) {
    session.note(`join: ${what}`, describeJoin(await join(broker, options)));
  }
  const strangers = [
    ["another generation", { ...me, generationId: 7 }],
    ["an unknown member", { ...me, memberId: "nobody" }],
    ["an unknown group", { ...me, group: session.name("none") }],
    ["an empty group id", { ...me, group: "" }],
  ] as const;
  for (const [what, who] of strangers) {
    session.note(`heartbeat: ${what}`, await heartbeat(broker, who));
    session.note(`sync: ${what}`, await sync(broker, who));
    if (who.generationId === generationId) {
      session.note(`leave: ${what}`, await leave(broker, who));
    }
  }
  const other = { ...me, version: 5, protocol: ["connect", "range"] as const };
  session.note("sync: another kind of protocol", await sync(broker, other));
  session.note(
    "sync: another protocol",
    await sync(broker, { ...other, protocol: ["consumer", "sticky"] }),
  );
}

async function silence(session: Session): Promise<void> {
  const broker = await session.broker();
  const group = session.name("group");
  const { memberId, generationId } = await joinTwice(broker, { group, sessionTimeoutMs: 6000 });
  const me = { group, memberId, generationId };
  await sync(broker, { ...me, assignments: { [memberId]: 0 } });
  const other = await joinTwice(await session.connect(), { group, rebalanceTimeoutMs: 1000 });
  session.note("the other comes in when the silent one is gone", describeJoin(other));
  session.note("the silent one", await heartbeat(broker, me));
}

async function staticMembers(session: Session): Promise<void> {
  const [a, b] = [await session.broker(), await session.connect()];
  const group = session.name("group");
  const first = await join(a, { group, instanceId: "one" });
  session.note("has its membership at once", describeJoin(first));
  const me = { group, memberId: first.memberId, generationId: 1, instanceId: "one" };
  await sync(a, { ...me, assignments: { [first.memberId]: 4 } });

  const restarted = await join(b, { group, instanceId: "one" });
  session.note("comes back without a rebalance", describeJoin(restarted));
  const now = { ...me, memberId: restarted.memberId };
  session.note("to what it had", await sync(b, now));
  session.note("the one before is fenced", await heartbeat(a, me));
  session.note("in a sync too", await sync(a, me));
  session.note("in a join too", describeJoin(await join(a, { ...me })));
  session.note("the new one", await heartbeat(b, now));
  session.note("in the group", await describeGroup(b, group));
  session.note("an unknown instance", await heartbeat(b, { ...now, instanceId: "two" }));
  session.note(
    "leaves by its instance id",
    await leave(b, {
      group,
      memberId: "",
      instanceId: "one",
    }),
  );
  session.note("empty", await describeGroup(b, group));
}
