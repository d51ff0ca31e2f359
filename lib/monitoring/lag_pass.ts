import { type Clock, WorkshopError } from "../core/mod.ts";
import type {
  Admin,
  ClusterDescription,
  GroupDescription,
  TopicPartitionOffset,
} from "../kafka/mod.ts";
import type { TopicState } from "./lag_report.ts";

/** Which topics and groups a pass looks at. */
export interface LagScope {
  /** Names of topics. @default {all but Kafka's internal ones} */
  readonly topics?: readonly string[];
  /** Names of groups. @default {all} */
  readonly groups?: readonly string[];
}

/** What the questions after the first brought, not yet judged. */
export interface LagPass {
  readonly topics: readonly TopicState[];
  readonly groups: readonly {
    readonly description: GroupDescription;
    readonly committed: readonly TopicPartitionOffset[];
  }[];
}

const CALLS_AT_ONCE = 8;

/** Asks the cluster for its brokers, with the time that took: the first question of a pass. */
export async function askCluster(
  admin: Admin,
  clock: Clock,
): Promise<{ cluster: ClusterDescription; responseMs: number }> {
  const startMs = clock.monotonicMs();
  const cluster = await admin.describeCluster();
  return { cluster, responseMs: clock.monotonicMs() - startMs };
}

/**
 * Asks once for all groups and topics. Committed offsets are read before end offsets: the other
 * way round a group that is quick would be ahead of the log.
 */
export async function lagPass(admin: Admin, scope: LagScope): Promise<LagPass> {
  const [names, groupIds] = await Promise.all([
    admin.listTopics().then((all) => wanted(all, scope.topics)),
    admin.listGroups().then((all) => wanted(all, scope.groups)),
  ]);
  const descriptions = groupIds.length === 0 ? [] : await admin.describeGroups(groupIds);
  const groups = await eachOf(descriptions, async (description) => ({
    description,
    committed: await admin.committedOffsets(description.groupId, names),
  }));
  const topics = await eachOf(names, (name) => topicState(admin, name));
  return { groups, topics: topics.filter((topic) => topic !== undefined) };
}

function wanted(all: readonly string[], some: readonly string[] | undefined): string[] {
  return all.filter((name) => some === undefined ? !name.startsWith("__") : some.includes(name))
    .sort();
}

async function topicState(admin: Admin, name: string): Promise<TopicState | undefined> {
  try {
    const [offsets, described] = await Promise.all([
      admin.topicOffsets(name),
      admin.describeTopic(name),
    ]);
    const replicas = new Map(described.map((partition) => [partition.partition, partition]));
    const partitions = offsets.map(({ partition, low, high }) => {
      const { leader = -1, replicas: all = [], inSyncReplicas = [] } = replicas.get(partition) ??
        {};
      return { partition, low, end: high, leader, replicas: all, inSyncReplicas };
    });
    return { name, partitions: partitions.sort((a, b) => a.partition - b.partition) };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Deleted between the listing and the question. */
function isGone(error: unknown): boolean {
  return error instanceof WorkshopError && error.code.startsWith("UNKNOWN_TOPIC");
}

async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += CALLS_AT_ONCE) {
    results.push(...await Promise.all(items.slice(start, start + CALLS_AT_ONCE).map(work)));
  }
  return results;
}
