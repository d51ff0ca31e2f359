import type { ResponseBody } from "../protocol/mod.ts";
import { describedIn, GROUP_ID_NOT_FOUND, orOfNewProtocol } from "./admin_groups.ts";
import type { GroupDescription, SurveyedGroup, TopicPartitionOffset } from "./port.ts";
import { demandSuccess } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";

/** The version of OffsetFetch that takes several groups; 10 names topics by id. */
const SEVERAL_GROUPS = { first: 8, last: 9 };
/** A group may have committed in thousands of partitions. */
const GROUPS_AT_ONCE = 100;

type Listed = ResponseBody<"ListGroups">["groups"][number];

/**
 * Groups with their members and committed offsets. Each broker lists those it coordinates, and so is
 * the one to be asked about them.
 */
export async function surveyGroups(
  cluster: WireCluster,
  groupIds?: readonly string[],
): Promise<SurveyedGroup[]> {
  if (groupIds?.length === 0) return [];
  const wanted = groupIds === undefined ? undefined : new Set(groupIds);
  const { brokers } = await cluster.metadata([]);
  const found = await Promise.all(brokers.map(async ({ nodeId }) => {
    const answer = await cluster.ask(nodeId, "ListGroups", { statesFilter: [], typesFilter: [] });
    demandSuccess(answer.errorCode, { what: `Groups of broker ${nodeId}` });
    // Members of a share group commit nothing.
    const groups = answer.groups.filter(({ groupId, groupType }) =>
      (wanted?.has(groupId) ?? true) && groupType.toLowerCase() !== "share"
    );
    return await surveyed(cluster, nodeId, groups);
  }));
  return found.flat().sort((a, b) => a.groupId < b.groupId ? -1 : 1);
}

async function surveyed(
  cluster: WireCluster,
  nodeId: number,
  listed: readonly Listed[],
): Promise<SurveyedGroup[]> {
  if (listed.length === 0) return [];
  const ids = listed.map(({ groupId }) => groupId);
  const [described, committed] = await Promise.all([
    describedBy(cluster, nodeId, ids),
    committedBy(cluster, nodeId, ids),
  ]);
  const protocols = new Map(listed.map(({ groupId, protocolType }) => [groupId, protocolType]));
  return described.map((group) => ({
    ...group,
    protocolType: protocols.get(group.groupId) ?? "",
    committed: committed.get(group.groupId) ?? [],
  }));
}

async function describedBy(
  cluster: WireCluster,
  nodeId: number,
  groups: readonly string[],
): Promise<GroupDescription[]> {
  const answer = await cluster.ask(nodeId, "DescribeGroups", {
    groups: [...groups],
    includeAuthorizedOperations: false,
  });
  const described = await Promise.all(
    answer.groups.map((group) => orOfNewProtocol(cluster, describedIn(group))),
  );
  // Deleted since they were listed.
  return described.filter(({ state }) => state !== "Dead");
}

async function committedBy(
  cluster: WireCluster,
  nodeId: number,
  groupIds: readonly string[],
): Promise<Map<string, TopicPartitionOffset[]>> {
  const connection = await cluster.node(nodeId, "control");
  const newest = SEVERAL_GROUPS.last;
  const together = connection.versionOf("OffsetFetch", newest) >= SEVERAL_GROUPS.first;
  const options = { timeoutMs: cluster.requestTimeoutMs, newest };
  const all = { topics: null, requireStable: false };
  const found = new Map<string, TopicPartitionOffset[]>();
  for (let start = 0; start < groupIds.length; start += GROUPS_AT_ONCE) {
    const some = groupIds.slice(start, start + GROUPS_AT_ONCE);
    if (together) {
      const groups = some.map((groupId) => ({ groupId, topics: null }));
      const answer = await connection.request("OffsetFetch", { ...all, groups }, options);
      for (const group of answer.groups) found.set(group.groupId, offsetsIn(group.groupId, group));
    } else {
      await Promise.all(some.map(async (groupId) => {
        const answer = await connection.request("OffsetFetch", { ...all, groupId }, options);
        found.set(groupId, offsetsIn(groupId, answer));
      }));
    }
  }
  return found;
}

interface Answered {
  readonly errorCode: number;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly committedOffset: number | bigint;
      readonly errorCode: number;
    }[];
  }[];
}

/** What a user may not see, or is gone, is left out. */
function offsetsIn(groupId: string, { errorCode, topics }: Answered): TopicPartitionOffset[] {
  if (errorCode === GROUP_ID_NOT_FOUND) return [];
  demandSuccess(errorCode, { what: `Committed offsets of group ${groupId}` });
  return topics.flatMap(({ name: topic, partitions }) =>
    partitions.filter(({ errorCode, committedOffset }) => errorCode === 0 && committedOffset >= 0)
      .map(({ partitionIndex: partition, committedOffset }) => ({
        topic,
        partition,
        offset: BigInt(committedOffset),
      }))
  );
}
