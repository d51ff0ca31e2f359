import { WorkshopError } from "../core/mod.ts";
import type {
  Admin,
  Kafka,
  MemberDescription,
  OffsetPosition,
  PartitionOffsets,
  TopicPartition,
  TopicPartitionOffset,
} from "../kafka/mod.ts";

/** Where offsets are moved to: a position, one offset in every partition, or so many records on. */
export type ResetTarget =
  | OffsetPosition
  | { readonly offset: bigint }
  | { readonly shiftBy: bigint };

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
  readonly to: ResetTarget;
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
 * @throws {WorkshopError} code `GROUP_IN_USE` when the group has members, `NOTHING_COMMITTED` when
 * a partition is to be shifted where the group has no offset; nothing is moved
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
  if (group !== undefined && group.members.length > 0) throw inUse(groupId, group.members);
  const committed = await admin.committedOffsets(groupId, options.topics);
  const targets = await targetsOf(admin, groupId, options, committed);
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
    throw joined ? inUse(groupId, [], error) : error;
  }
}

function inUse(
  groupId: string,
  members: readonly MemberDescription[],
  cause?: unknown,
): WorkshopError {
  const names = members.slice(0, 5).map(({ clientId, host }) => `${clientId} at ${host}`);
  const more = members.length > names.length ? ` and ${members.length - names.length} more` : "";
  const who = names.length === 0 ? "" : ` (${names.join(", ")}${more})`;
  return new WorkshopError(
    `The offsets of group ${groupId} can't be moved while it has members: stop them first${who}`,
    { code: "GROUP_IN_USE", cause },
  );
}

async function targetsOf(
  admin: Admin,
  groupId: string,
  { topics, partitions, to }: ResetOptions,
  committed: readonly TopicPartitionOffset[],
): Promise<TopicPartitionOffset[]> {
  const isWanted = (place: TopicPartition) =>
    partitions === undefined || partitions.some((one) => isSame(one, place));
  const found = await Promise.all(topics.map(async (topic) => {
    const bounds = (await admin.topicOffsets(topic))
      .filter(({ partition }) => isWanted({ topic, partition }));
    const wanted = await wantedOffsets(admin, topic, to);
    return bounds.flatMap((bound): TopicPartitionOffset[] => {
      const place = { topic, partition: bound.partition };
      const at = isShift(to) ? shifted(groupId, place, committed, to.shiftBy) : wanted(bound);
      if (at === undefined) return [];
      return [{ ...place, offset: at < bound.low ? bound.low : at > bound.high ? bound.high : at }];
    });
  }));
  return found.flat();
}

/** Where to go in a partition, not yet held against what its log has. */
async function wantedOffsets(
  admin: Admin,
  topic: string,
  to: ResetTarget,
): Promise<(bounds: PartitionOffsets) => bigint | undefined> {
  if (to === "earliest") return ({ low }) => low;
  if (to === "latest") return ({ high }) => high;
  if ("offset" in to) return () => to.offset;
  if ("shiftBy" in to) return () => undefined;
  const offsets = "offsets" in to ? to.offsets : await admin.offsetsAtTime(topic, to.timestampMs);
  return ({ partition }) => offsets.find((found) => isSame(found, { topic, partition }))?.offset;
}

function isShift(to: ResetTarget): to is { readonly shiftBy: bigint } {
  return typeof to === "object" && "shiftBy" in to;
}

function shifted(
  groupId: string,
  place: TopicPartition,
  committed: readonly TopicPartitionOffset[],
  by: bigint,
): bigint {
  const at = committed.find((one) => isSame(one, place));
  if (at !== undefined) return at.offset + by;
  const { topic, partition } = place;
  throw new WorkshopError(
    `Nothing can be shifted in ${topic}/${partition}: group ${groupId} has committed nothing ` +
      "there; name other partitions, or move it to the earliest offset",
    { code: "NOTHING_COMMITTED", topic, partition },
  );
}

function isSame(a: TopicPartition, b: TopicPartition): boolean {
  return a.topic === b.topic && a.partition === b.partition;
}
