import { WorkshopError } from "../core/mod.ts";
import type {
  Admin,
  Kafka,
  OffsetPosition,
  TopicPartition,
  TopicPartitionOffset,
} from "../kafka/mod.ts";

/** What a group's offsets are moved to. */
export interface ResetOptions {
  /** Topics of which all partitions are moved. */
  readonly topics: readonly string[];
  /** Moves these of them and no others. @default {all of them} */
  readonly partitions?: readonly TopicPartition[];
  /**
   * Where to; offsets that the log doesn't have are moved to the nearest that it has, and partitions
   * that given offsets don't name are left alone.
   */
  readonly to: OffsetPosition;
  /** Only tells what would be done. @default {false} */
  readonly dryRun?: boolean;
}

/** What is done with one partition. */
export interface MovedOffset extends TopicPartition {
  /** What the group has committed, if anything. */
  readonly from: bigint | undefined;
  /** What it has committed afterwards: the next offset to read. */
  readonly to: bigint;
}

/**
 * Moves what a group has committed, which no reset policy does: that applies only where nothing is
 * committed. The group must have no members, who would go on where they are and commit over it.
 *
 * @returns what was done, or with `dryRun` would be, by topic and partition
 * @throws {WorkshopError} code `GROUP_IN_USE` when the group has members; nothing is moved
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { resetOffsets } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([{ name: "orders", partitions: 1 }]);
 * const plan = await resetOffsets(kafka, "billing", {
 *   topics: ["orders"],
 *   to: "earliest",
 *   dryRun: true,
 * });
 * console.log(plan[0]?.to); // 0n
 * ```
 */
export async function resetOffsets(
  kafka: Pick<Kafka, "admin">,
  groupId: string,
  options: ResetOptions,
): Promise<readonly MovedOffset[]> {
  await using admin = await kafka.admin();
  const [group] = await admin.describeGroups([groupId]);
  if ((group?.members.length ?? 0) > 0) throw inUse(groupId);
  const committed = await admin.committedOffsets(groupId, options.topics);
  const targets = await targetsOf(admin, options);
  const plan = targets.map(({ topic, partition, offset: to }) => {
    const from = committed.find((at) => isSame(at, { topic, partition }))?.offset;
    return { topic, partition, from, to };
  });
  if (options.dryRun !== true) await commit(admin, groupId, plan);
  return plan;
}

async function commit(
  admin: Admin,
  groupId: string,
  plan: readonly MovedOffset[],
): Promise<void> {
  const offsets = plan.map(({ topic, partition, to }) => ({ topic, partition, offset: to }));
  try {
    await admin.commitOffsets(groupId, offsets);
  } catch (error) {
    const joined = error instanceof WorkshopError && error.code === "UNKNOWN_MEMBER_ID";
    throw joined ? inUse(groupId, error) : error;
  }
}

function inUse(groupId: string, cause?: unknown): WorkshopError {
  return new WorkshopError(
    `The offsets of group ${groupId} can't be moved while it has members: stop them first`,
    { code: "GROUP_IN_USE", cause },
  );
}

async function targetsOf(admin: Admin, options: ResetOptions): Promise<TopicPartitionOffset[]> {
  const { partitions, topics } = options;
  const all = await Promise.all(topics.map((topic) => topicTargets(admin, topic, options.to)));
  return all.flat().filter((target) =>
    partitions === undefined || partitions.some((place) => isSame(place, target))
  );
}

async function topicTargets(
  admin: Admin,
  topic: string,
  to: OffsetPosition,
): Promise<TopicPartitionOffset[]> {
  const bounds = await admin.topicOffsets(topic);
  const wanted = typeof to === "string"
    ? undefined
    : "offsets" in to
    ? to.offsets
    : await admin.offsetsAtTime(topic, to.timestampMs);
  return bounds.flatMap(({ partition, low, high }) => {
    const at = to === "earliest"
      ? low
      : to === "latest"
      ? high
      : wanted?.find((found) => isSame(found, { topic, partition }))?.offset;
    if (at === undefined) return [];
    return [{ topic, partition, offset: at < low ? low : at > high ? high : at }];
  });
}

function isSame(a: TopicPartition, b: TopicPartition): boolean {
  return a.topic === b.topic && a.partition === b.partition;
}
