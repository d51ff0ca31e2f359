import { WorkshopError } from "../../core/mod.ts";
import type { Admin, MemberDescription, TopicPartition } from "../../kafka/mod.ts";

/** What a group has read of a partition, and who reads it. */
export interface PartitionLag extends TopicPartition {
  /** The next offset to read; `undefined` where nothing was committed. */
  readonly committedOffset: bigint | undefined;
  /** The next offset to be written; `undefined` where the partition is gone. */
  readonly logEndOffset: bigint | undefined;
  /** The difference, where both are known. */
  readonly lag: bigint | undefined;
  /** Who has it; `undefined` for nobody. */
  readonly member: Omit<MemberDescription, "assignment"> | undefined;
}

/** A group with the lag of each partition that it has read, or is assigned. */
export interface GroupLag {
  readonly groupId: string;
  readonly state: string;
  /** How many members it has, idle ones too. */
  readonly members: number;
  /** By topic and partition. */
  readonly partitions: readonly PartitionLag[];
}

/**
 * Reads a group's lag as Apache Kafka's own tool counts it: end minus committed, nothing where
 * nothing was committed.
 *
 * @throws {WorkshopError} code `GROUP_ID_NOT_FOUND`
 */
export async function groupLag(admin: Admin, groupId: string): Promise<GroupLag> {
  const [[group], committed] = await Promise.all([
    admin.describeGroups([groupId]),
    admin.allCommittedOffsets(groupId),
  ]);
  const { members = [], state = "Dead" } = group ?? {};
  const places = members.flatMap((member) => member.assignment.map((at) => ({ ...at, member })));
  if (state === "Dead" && committed.length === 0) throw await notFound(admin, groupId);
  const all = new Map<string, TopicPartition>();
  for (const { topic, partition } of [...committed, ...places]) {
    all.set(`${topic}/${partition}`, { topic, partition });
  }
  const ends = await endsOf(admin, new Set([...all.values()].map(({ topic }) => topic)));
  const partitions = [...all].map(([place, { topic, partition }]) => {
    const committedOffset = committed.find((at) => isAt(at, topic, partition))?.offset;
    const logEndOffset = ends.get(place);
    const isKnown = committedOffset !== undefined && logEndOffset !== undefined;
    return {
      topic,
      partition,
      committedOffset,
      logEndOffset,
      lag: isKnown ? logEndOffset - committedOffset : undefined,
      member: places.find((at) => isAt(at, topic, partition))?.member,
    };
  });
  partitions.sort((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1
  );
  return { groupId, state, members: members.length, partitions };
}

function isAt(at: TopicPartition, topic: string, partition: number): boolean {
  return at.topic === topic && at.partition === partition;
}

async function endsOf(
  admin: Admin,
  topics: ReadonlySet<string>,
): Promise<ReadonlyMap<string, bigint>> {
  const there = new Set(await admin.listTopics());
  const found = await Promise.all(
    [...topics].filter((topic) => there.has(topic)).map(async (topic) =>
      (await admin.topicOffsets(topic)).map((at) => [`${topic}/${at.partition}`, at.high] as const)
    ),
  );
  return new Map(found.flat());
}

async function notFound(admin: Admin, groupId: string): Promise<WorkshopError> {
  const known = (await admin.groupStates()).map((group) => group.groupId);
  const hint = known.length === 0
    ? "there is none at all"
    : `there ${known.length === 1 ? "is" : "are"} ${known.slice(0, 5).join(", ")}` +
      (known.length > 5 ? " and others" : "");
  return new WorkshopError(`There is no group ${groupId}: ${hint}`, { code: "GROUP_ID_NOT_FOUND" });
}
