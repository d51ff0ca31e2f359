import type { GroupLag, LagReport } from "../monitoring/mod.ts";
import type { DashboardSnapshot, GroupView, PartitionLagView } from "./source.ts";

/** The parts of a snapshot that a lag report fills. */
export type LagViews = Pick<DashboardSnapshot, "topics" | "groups">;

/** Topics and groups of a monitor's report as the page takes them. */
export function viewsOfLag(report: LagReport): LagViews {
  const ends = new Map(
    report.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partition, low, end }) =>
        [`${name}/${partition}`, { low: String(low), end: String(end) }] as const
      )
    ),
  );
  return {
    topics: report.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partition, low, end, leader, replicas, inSyncReplicas }) => ({
        partition,
        low: String(low),
        end: String(end),
        leader,
        underReplicated: inSyncReplicas.length < replicas.length,
      })),
    })),
    groups: report.groups.map((group) => groupView(group, ends)),
  };
}

type Ends = ReadonlyMap<string, { readonly low: string; readonly end: string }>;

function groupView(group: GroupLag, ends: Ends): GroupView {
  const { groupId, state, verdict, why, totalLag, lagSeconds, members } = group;
  const committed = group.partitions.map((partition): PartitionLagView => ({
    topic: partition.topic,
    partition: partition.partition,
    low: String(partition.low),
    committed: String(partition.committed),
    end: String(partition.end),
    lag: String(partition.lag),
    lagSeconds: partition.lagSeconds ?? null,
  }));
  const uncommitted = group.uncommitted.map(({ topic, partition }): PartitionLagView => {
    const { low, end } = ends.get(`${topic}/${partition}`) ?? { low: "0", end: "0" };
    return { topic, partition, low, committed: null, end, lag: null, lagSeconds: null };
  });
  return {
    groupId,
    state,
    verdict,
    why,
    totalLag: String(totalLag),
    lagSeconds: lagSeconds ?? null,
    partitions: [...committed, ...uncommitted].sort((a, b) =>
      a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1
    ),
    members: members.map(({ memberId, clientId, host, assignment }) => ({
      memberId,
      clientId,
      host,
      assignment: assignment.map(({ topic, partition }) => ({ topic, partition })),
    })).sort((a, b) => a.clientId < b.clientId ? -1 : a.clientId > b.clientId ? 1 : 0),
  };
}
