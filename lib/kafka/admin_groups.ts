import { WorkshopError } from "../core/mod.ts";
import { decodeAssignment, type ResponseBody } from "../protocol/mod.ts";
import type { GroupDescription, TopicPartition } from "./port.ts";
import { demandSuccess } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";

/** The error code of a group that is not there. */
export const GROUP_ID_NOT_FOUND = 69;

/** A group as its coordinator describes it; one that isn't there is `Dead`. */
export async function describeGroup(
  cluster: WireCluster,
  groupId: string,
): Promise<GroupDescription> {
  const answer = await cluster.askCoordinator("group", groupId, "DescribeGroups", {
    groups: [groupId],
    includeAuthorizedOperations: false,
  });
  try {
    return await orOfNewProtocol(cluster, describedIn(answer.groups[0]!));
  } catch (error) {
    cluster.forgetCoordinator("group", groupId);
    throw error;
  }
}

/** A group as it stands in an answer. */
export function describedIn(group: DescribedGroup): GroupDescription {
  const { errorCode, groupId, groupState, protocolType, members } = group;
  const isGone = errorCode === GROUP_ID_NOT_FOUND;
  if (!isGone) demandSuccess(errorCode, { what: `Describing group ${groupId}` });
  return {
    groupId,
    state: isGone ? "Dead" : groupState,
    members: members.map(({ memberId, clientId, clientHost: host, memberAssignment }) => ({
      memberId,
      clientId,
      host,
      assignment: protocolType === "consumer" ? assignmentOf(memberAssignment) : [],
    })),
  };
}

type DescribedGroup = ResponseBody<"DescribeGroups">["groups"][number];

/** Has a group's coordinator forget it. */
export async function deleteGroup(cluster: WireCluster, groupId: string): Promise<void> {
  const { results } = await cluster.askCoordinator("group", groupId, "DeleteGroups", {
    groupsNames: [groupId],
  });
  const errorCode = results[0]!.errorCode;
  if (errorCode !== 0) cluster.forgetCoordinator("group", groupId);
  demandSuccess(errorCode, { what: `Deleting group ${groupId}` });
}

/** What a member of a group of consumers was given to read. */
function assignmentOf(bytes: Uint8Array): TopicPartition[] {
  if (bytes.length === 0) return [];
  return decodeAssignment(bytes).assignedPartitions.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic, partition }))
  );
}

/** Replaces what seems dead by what it is, if its members speak the protocol of KIP-848. */
export async function orOfNewProtocol(
  cluster: WireCluster,
  group: GroupDescription,
): Promise<GroupDescription> {
  if (group.state !== "Dead") return group;
  try {
    return await describeOfNewProtocol(cluster, group.groupId) ?? group;
  } catch (error) {
    // Brokers before 3.7, and the embedded one, have no such groups.
    if (error instanceof WorkshopError && error.code === "UNSUPPORTED_VERSION") return group;
    throw error;
  }
}

async function describeOfNewProtocol(
  cluster: WireCluster,
  groupId: string,
): Promise<GroupDescription | undefined> {
  const answer = await cluster.askCoordinator("group", groupId, "ConsumerGroupDescribe", {
    groupIds: [groupId],
    includeAuthorizedOperations: false,
  });
  const [found] = answer.groups;
  if (found === undefined || found.errorCode === GROUP_ID_NOT_FOUND) return undefined;
  if (found.errorCode !== 0) cluster.forgetCoordinator("group", groupId);
  const what = `Describing group ${groupId}`;
  demandSuccess(found.errorCode, { what, detail: found.errorMessage });
  return {
    groupId,
    state: found.groupState,
    members: found.members.map(({ memberId, clientId, clientHost: host, assignment }) => ({
      memberId,
      clientId,
      host,
      assignment: assignment.topicPartitions.flatMap(({ topicName: topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition }))
      ),
    })),
  };
}
