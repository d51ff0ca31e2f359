import { everyVersion } from "./every_version.ts";
import { join, joinBody, joinTwice, sync } from "./group_requests.ts";
import { commit } from "./offsets.ts";
import { type Scenario, type Session } from "./session.ts";

interface Committed {
  readonly topic: string;
  readonly group: string;
}

/** A group without members that has committed offset 3 of a topic. */
async function committedGroup(session: Session): Promise<Committed> {
  const topic = await session.topic();
  const group = session.name("group");
  await commit(await session.broker(), { group, topic, offset: 3, metadata: "word" });
  return { topic, group };
}

/** A group of one member that has its assignment. */
async function memberOf(session: Session, instanceId: string | null = null) {
  const broker = await session.broker();
  const group = session.name("group");
  const { memberId, generationId } = await joinTwice(broker, { group, instanceId });
  const me = { group, memberId, generationId, instanceId };
  await sync(broker, { ...me, assignments: { [memberId]: 7 } });
  return me;
}

/** What coordinators are asked about groups, in every version. */
export const EVERY_VERSION_OF_GROUPS: readonly Scenario[] = [
  everyVersion("FindCoordinator", {
    prepare: committedGroup,
    body: ({ prepared, version }) => ({
      key: version < 4 ? prepared.group : "",
      keyType: 0,
      coordinatorKeys: version < 4 ? [] : [prepared.group, ""],
    }),
    see: ({ nodeId, coordinators, ...rest }) => ({
      ...rest,
      hasNode: nodeId >= 0,
      coordinators: coordinators.map(({ port, ...one }) => ({ ...one, hasPort: port > 0 })),
    }),
  }),
  everyVersion("JoinGroup", {
    prepare: committedGroup,
    body: async ({ session, broker, version }) => {
      const group = session.name("group");
      const first = version < 4 ? undefined : await join(broker, { group, version });
      return { ...joinBody({ group, memberId: first?.memberId ?? "" }), reason: "it must be" };
    },
  }),
  everyVersion("SyncGroup", {
    prepare: (session) => memberOf(session),
    body: ({ prepared }) => ({
      groupId: prepared.group,
      generationId: prepared.generationId,
      memberId: prepared.memberId,
      protocolType: "consumer",
      protocolName: "range",
      assignments: [],
    }),
  }),
  everyVersion("Heartbeat", {
    prepare: (session) => memberOf(session, "one"),
    body: ({ prepared, version }) => ({
      groupId: prepared.group,
      generationId: prepared.generationId,
      memberId: prepared.memberId,
      groupInstanceId: version < 3 ? null : "one",
    }),
  }),
  everyVersion("LeaveGroup", {
    prepare: committedGroup,
    body: async ({ session, version }) => {
      const { group, memberId } = await memberOf(session, "one");
      const members = [
        { memberId: "", groupInstanceId: "one", reason: "it must be" },
        { memberId: "nobody", groupInstanceId: null },
        { memberId, groupInstanceId: "two" },
      ];
      return { groupId: group, memberId, members: version < 3 ? [] : members };
    },
  }),
  everyVersion("OffsetCommit", {
    prepare: committedGroup,
    body: ({ prepared }) => ({
      groupId: prepared.group,
      generationIdOrMemberEpoch: -1,
      memberId: "",
      retentionTimeMs: 5000,
      topics: [{
        name: prepared.topic,
        partitions: [0, 9].map((partitionIndex) => ({
          partitionIndex,
          committedOffset: 4,
          committedMetadata: null,
        })),
      }],
    }),
  }),
  everyVersion("OffsetFetch", {
    prepare: committedGroup,
    body: ({ session, prepared: { group, topic }, version }) => {
      const topics = [{ name: topic, partitionIndexes: [0, 1] }];
      const groups = [group, session.name("none")].map((groupId) => ({ groupId, topics }));
      return version < 8
        ? { groupId: group, topics, groups: [] }
        : { groupId: "", topics: [], groups };
    },
  }),
  everyVersion("OffsetDelete", {
    prepare: committedGroup,
    body: ({ prepared: { group, topic } }) => ({
      groupId: group,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0 }, { partitionIndex: 9 }] }],
    }),
  }),
  everyVersion("DescribeGroups", {
    prepare: (session) => memberOf(session, "one"),
    body: ({ session, prepared }) => ({
      groups: [prepared.group, session.name("none")],
      includeAuthorizedOperations: true,
    }),
    see: ({ groups, ...rest }) => ({
      ...rest,
      groups: groups.toSorted((a, b) => b.members.length - a.members.length),
    }),
  }),
  everyVersion("ListGroups", {
    prepare: async (
      session,
    ) => [(await committedGroup(session)).group, (await memberOf(session)).group],
    body: () => ({ statesFilter: [], typesFilter: [] }),
    see: ({ groups, ...rest }, mine) => ({
      ...rest,
      groups: mine.map((id) => groups.find(({ groupId }) => groupId === id)),
    }),
  }),
  everyVersion("DeleteGroups", {
    prepare: (session) => memberOf(session),
    body: async ({ session, prepared }) => ({
      groupsNames: [
        prepared.group,
        (await committedGroup(session)).group,
        session.name("none"),
      ],
    }),
    see: ({ results, ...rest }) => ({
      ...rest,
      results: results.toSorted((a, b) => a.errorCode - b.errorCode),
    }),
  }),
];
