import type { Admin as KafkajsAdmin } from "kafkajs";
import { WorkshopError } from "../core/mod.ts";
import { decodeAssignment } from "../protocol/mod.ts";
import type { GroupDescription, TopicPartition } from "./port.ts";
import { demandSuccess } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";

const GROUP_ID_NOT_FOUND = 69;

/** Groups as their coordinators describe them. */
export async function describeGroups(
  kafkajs: KafkajsAdmin,
  groupIds: readonly string[],
): Promise<GroupDescription[]> {
  const { groups } = await kafkajs.describeGroups([...groupIds]);
  return groups.map(({ groupId, state, members }) => ({
    groupId,
    state,
    members: members.map(({ memberId, clientId, clientHost, memberAssignment }) => ({
      memberId,
      clientId,
      host: clientHost,
      assignment: assignmentOf(memberAssignment),
    })),
  }));
}

/** Has a group's coordinator forget it. */
export async function deleteGroup(cluster: WireCluster, groupId: string): Promise<void> {
  const { results } = await cluster.askCoordinator("group", groupId, "DeleteGroups", {
    groupsNames: [groupId],
  });
  const errorCode = results[0]!.errorCode;
  if (errorCode !== 0) cluster.forgetCoordinator("group", groupId);
  demandSuccess(errorCode, { what: `Deleting group ${groupId}` });
}

/** Whether the group's coordinator is starting or has moved, while its broker answers. */
export function isCoordinatorAway(error: unknown): boolean {
  return error instanceof WorkshopError && error.code.includes("COORDINATOR");
}

/** What a member of a group of consumers was given to read. */
export function assignmentOf(bytes: Uint8Array): TopicPartition[] {
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
