import { joinBody } from "../group_requests.ts";
import { errorName, settled } from "../session.ts";
import type { SecureScenario, SecureSession } from "./secure_session.ts";
import { askWith, CLUSTER } from "./steps.ts";

/** What may be done with groups and their offsets, with rules and without. */
export const PERMISSIONS_OF_GROUPS: readonly SecureScenario[] = [
  { name: "permission to be in a group", run: members },
  { name: "permission to keep offsets", run: offsets },
  { name: "permission to see and delete groups", run: groups },
];

const NOBODY = { generationId: 7, memberId: "nobody", groupInstanceId: null };

async function members(session: SecureSession): Promise<void> {
  const group = session.name("group");
  await askWith(session, "FindCoordinator", {
    grants: [["group", group, "describe"]],
    ask: async (broker) => {
      const { coordinators } = await settled(
        () => broker.call("FindCoordinator", 4, { keyType: 0, coordinatorKeys: [group] }),
        ({ coordinators }) => coordinators[0]!.errorCode,
      );
      return coordinators.map(({ nodeId, errorCode }) => `${nodeId} ${errorName(errorCode)}`);
    },
  });
  await askWith(session, "JoinGroup", {
    grants: [["group", group, "describe"], ["group", group, "read"]],
    ask: async (broker) => {
      const answer = await settled(
        () => broker.call("JoinGroup", 5, joinBody({ group })),
        ({ errorCode }) => errorCode,
      );
      return [errorName(answer.errorCode), answer.memberId !== "", answer.generationId];
    },
  });
  await askWith(session, "SyncGroup, Heartbeat, LeaveGroup", {
    grants: [["group", group, "describe"], ["group", group, "read"]],
    ask: async (broker) => {
      const groupId = group;
      const synced = await broker.call("SyncGroup", 3, { groupId, ...NOBODY, assignments: [] });
      const beaten = await broker.call("Heartbeat", 3, { groupId, ...NOBODY });
      const left = await broker.call("LeaveGroup", 3, {
        groupId,
        members: [{ memberId: "nobody", groupInstanceId: null }],
      });
      const codes = [synced.errorCode, beaten.errorCode, left.errorCode];
      return [...codes.map(errorName), left.members.map(({ errorCode }) => errorName(errorCode))];
    },
  });
}

async function offsets(session: SecureSession): Promise<void> {
  const [topic, hidden] = [await session.topic(), await session.topic()];
  const group = session.name("group");
  const asked = [topic, hidden, session.name("unknown")];
  const commit = (partitionIndex: number) => ({
    partitionIndex,
    committedOffset: 0,
    committedMetadata: null,
  });
  await askWith(session, "OffsetCommit", {
    grants: [
      ["group", group, "describe"],
      ["group", group, "read"],
      ["topic", topic, "describe"],
      ["topic", topic, "read"],
    ],
    ask: async (broker) => {
      const { topics } = await settled(
        () =>
          broker.call("OffsetCommit", 7, {
            groupId: group,
            generationIdOrMemberEpoch: -1,
            memberId: "",
            groupInstanceId: null,
            topics: asked.map((name) => ({ name, partitions: [commit(0)] })),
          }),
        // Those that may not be committed come first, and no coordinator is asked about them.
        ({ topics }) => topics.find(({ name }) => name === topic)!.partitions[0]!.errorCode,
      );
      return topics.map(({ name, partitions: [one] }) => `${name} ${errorName(one!.errorCode)}`)
        .sort();
    },
  });
  await askWith(session, "OffsetFetch", {
    grants: [["group", group, "describe"], ["topic", topic, "describe"]],
    ask: async (broker) => {
      const seen = [];
      for (const version of [1, 2, 7]) {
        const answer = await broker.call("OffsetFetch", version, {
          groupId: group,
          topics: asked.map((name) => ({ name, partitionIndexes: [0] })),
        });
        const of = answer.topics.map(({ name, partitions: [one] }) =>
          `${name} ${errorName(one!.errorCode)} ${one!.committedOffset}`
        );
        seen.push([`v${version} ${errorName(answer.errorCode)}`, ...of.sort()]);
      }
      const { groups } = await broker.call("OffsetFetch", 8, {
        groups: [{ groupId: group, topics: null }],
      });
      const all = groups.flatMap(({ errorCode, topics }) => [
        errorName(errorCode),
        ...topics.map(({ name }) => name),
      ]);
      return [...seen, all];
    },
  });
  await askWith(session, "OffsetDelete", {
    grants: [["group", group, "read"], ["group", group, "delete"], ["topic", topic, "read"]],
    ask: async (broker) => {
      const { errorCode, topics } = await broker.call("OffsetDelete", 0, {
        groupId: group,
        topics: asked.map((name) => ({ name, partitions: [{ partitionIndex: 0 }] })),
      });
      const of = topics.map(({ name, partitions: [one] }) =>
        `${name} ${errorName(one!.errorCode)}`
      );
      return [errorName(errorCode), ...of.sort()];
    },
  });
}

async function groups(session: SecureSession): Promise<void> {
  const topic = await session.topic();
  const group = session.name("group");
  const other = session.name("other");
  const admin = await session.broker();
  for (const groupId of [group, other]) {
    await settled(
      () =>
        admin.call("OffsetCommit", 7, {
          groupId,
          generationIdOrMemberEpoch: -1,
          memberId: "",
          groupInstanceId: null,
          topics: [{
            name: topic,
            partitions: [{ partitionIndex: 0, committedOffset: 0, committedMetadata: null }],
          }],
        }),
      ({ topics }) => topics[0]!.partitions[0]!.errorCode,
    );
  }
  await askWith(session, "DescribeGroups", {
    grants: [["group", group, "describe"], ["group", group, "delete"]],
    ask: async (broker) => {
      const { groups } = await broker.call("DescribeGroups", 4, {
        groups: [group, other],
        includeAuthorizedOperations: true,
      });
      return groups.map((one) =>
        [one.groupId, errorName(one.errorCode), one.groupState, one.authorizedOperations].join(" ")
      ).sort();
    },
  });
  await askWith(session, "ListGroups", {
    grants: [["group", group, "describe"], ["cluster", CLUSTER, "describe"]],
    ask: async (broker) => {
      const { errorCode, groups } = await settled(
        () => broker.call("ListGroups", 4, { statesFilter: [] }),
        ({ errorCode }) => errorCode,
      );
      const ours = groups.map(({ groupId }) => groupId).filter((id) => [group, other].includes(id));
      return [errorName(errorCode), ...ours.sort()];
    },
  });
  await askWith(session, "DeleteGroups", {
    grants: [["group", group, "read"], ["group", group, "delete"]],
    ask: async (broker) => {
      const { results } = await broker.call("DeleteGroups", 2, { groupsNames: [group, other] });
      return results.map((one) => `${one.groupId} ${errorName(one.errorCode)}`).sort();
    },
  });
  await admin.call("DeleteGroups", 2, { groupsNames: [other] });
}
