import type { Clock } from "../core/mod.ts";
import type { Admin, ClusterDescription, SurveyedGroup, SurveyedTopic } from "../kafka/mod.ts";

/** Which topics and groups a pass looks at. */
export interface LagScope {
  /** Names of topics. @default {all but Kafka's internal ones} */
  readonly topics?: readonly string[];
  /** Names of groups. @default {all} */
  readonly groups?: readonly string[];
}

/** What the questions after the first brought, not yet judged. */
export interface LagPass {
  readonly topics: readonly SurveyedTopic[];
  readonly groups: readonly SurveyedGroup[];
}

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
  const groups = await admin.surveyGroups(scope.groups);
  const topics = await admin.surveyTopics(scope.topics);
  return {
    groups: groups.filter(({ groupId }) => isWanted(groupId, scope.groups)),
    topics: topics.filter(({ name }) => isWanted(name, scope.topics)),
  };
}

function isWanted(name: string, wanted: readonly string[] | undefined): boolean {
  return wanted !== undefined || !name.startsWith("__");
}
