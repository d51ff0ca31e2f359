import { describeGroup, joinTwice, leave, sync } from "./group_requests.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { batchOf, produce } from "./requests.ts";
import { errorName, type Scenario, type Session, settled } from "./session.ts";

/** Committed offsets and the groups that hold them. */
export const OFFSETS: readonly Scenario[] = [
  { name: "committing offsets without members", run: withoutMembers },
  { name: "committing offsets as a member", run: asMember },
  { name: "offsets of groups that don't exist", run: unknownGroups },
  { name: "listing and deleting groups", run: listingAndDeleting },
];

/** A commit of one partition. */
export interface CommitOptions {
  readonly group: string;
  readonly topic: string;
  readonly partition?: number;
  readonly offset: number;
  readonly memberId?: string;
  readonly generationId?: number;
  readonly metadata?: string | null;
  readonly version?: number;
}

/** Commits the offset of one partition. */
export async function commit(broker: RawConnection, options: CommitOptions): Promise<string> {
  const { topics } = await settled(
    () =>
      broker.call("OffsetCommit", options.version ?? 7, {
        groupId: options.group,
        generationIdOrMemberEpoch: options.generationId ?? -1,
        memberId: options.memberId ?? "",
        topics: [{
          name: options.topic,
          partitions: [{
            partitionIndex: options.partition ?? 0,
            committedOffset: options.offset,
            committedMetadata: options.metadata ?? null,
          }],
        }],
      }),
    ({ topics }) => topics[0]!.partitions[0]!.errorCode,
  );
  return errorName(topics[0]!.partitions[0]!.errorCode);
}

/** The committed offsets of a group, of some partitions of one topic or of all there are. */
export async function committed(
  broker: RawConnection,
  options: {
    readonly group: string;
    readonly topic: string | null;
    readonly partitions?: readonly number[];
    readonly version?: number;
    readonly requireStable?: boolean;
  },
): Promise<Note> {
  const { group, topic, partitions = [0], version = 7, requireStable = false } = options;
  const topics = topic === null ? null : [{ name: topic, partitionIndexes: partitions }];
  const answer = await settled(
    () =>
      broker.call("OffsetFetch", version, {
        groupId: group,
        topics: version < 8 ? topics : [],
        groups: version < 8 ? [] : [{ groupId: group, topics }],
        requireStable,
      }),
    ({ errorCode, topics, groups }) =>
      groups[0]?.errorCode || errorCode || (topics[0]?.partitions[0]?.errorCode ?? 0),
  );
  const found = version < 8 ? answer : answer.groups[0]!;
  return {
    error: errorName(found.errorCode),
    partitions: found.topics.flatMap(({ name, partitions }) =>
      partitions.map((partition) => ({
        partition: `${name}-${partition.partitionIndex}`,
        offset: partition.committedOffset,
        leaderEpoch: partition.committedLeaderEpoch,
        metadata: partition.metadata,
        error: errorName(partition.errorCode),
      }))
    ),
  };
}

async function withoutMembers(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ partitions: 2 });
  const group = session.name("group");
  const me = { group, topic };
  for (const version of [2, 5, 6, 7, 8, 9]) {
    session.note(`commit v${version}`, await commit(broker, { ...me, offset: version, version }));
  }
  for (const version of [1, 2, 5, 6, 7, 8, 9]) {
    session.note(
      `fetch v${version}`,
      await committed(broker, { ...me, version, partitions: [0, 1] }),
    );
  }
  session.note("with a word", await commit(broker, { ...me, offset: 11, metadata: "word" }));
  for (const version of [2, 7, 8]) {
    session.note(
      `all of them, v${version}`,
      await committed(broker, { group, topic: null, version }),
    );
  }
  session.note("backwards", await commit(broker, { ...me, offset: 3 }));
  session.note("beyond the end of the log", await commit(broker, { ...me, offset: 1_000_000 }));
  session.note("below 0", await commit(broker, { ...me, offset: -1 }));
  session.note("far below 0", await commit(broker, { ...me, offset: -7 }));
  session.note(
    "with too many words",
    await commit(broker, { ...me, offset: 1, metadata: "x".repeat(4097) }),
  );
  session.note(
    "with as many as may be",
    await commit(broker, { ...me, offset: 2, metadata: "x".repeat(4096) }),
  );
  session.note(
    "a partition that is not there",
    await commit(broker, {
      ...me,
      partition: 9,
      offset: 1,
    }),
  );
  session.note(
    "a topic that is not there",
    await commit(broker, {
      group,
      topic: session.name("none"),
      offset: 1,
    }),
  );
  session.note("an empty group id", await commit(broker, { ...me, group: "", offset: 1 }));
  session.note("with a generation", await commit(broker, { ...me, offset: 1, generationId: 5 }));
  session.note("with a member", await commit(broker, { ...me, offset: 1, memberId: "nobody" }));
  session.note("the group", await describeGroup(broker, group));
}

async function asMember(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const group = session.name("group");
  const { memberId, generationId } = await joinTwice(broker, { group });
  const me = { group, topic, memberId, generationId };
  session.note("before the sync", await commit(broker, { ...me, offset: 1 }));
  await sync(broker, { ...me, assignments: { [memberId]: 0 } });
  session.note("as the member", await commit(broker, { ...me, offset: 2 }));
  session.note(
    "of another generation",
    await commit(broker, {
      ...me,
      offset: 3,
      generationId: 9,
    }),
  );
  session.note("as another", await commit(broker, { ...me, offset: 4, memberId: "nobody" }));
  session.note("as nobody", await commit(broker, { group, topic, offset: 5 }));
  session.note("what holds", await committed(broker, { group, topic }));
  await leave(broker, { group, memberId });
  session.note("after it left", await commit(broker, { ...me, offset: 6 }));
  session.note("as nobody, when all are gone", await commit(broker, { group, topic, offset: 7 }));
  session.note("what holds", await committed(broker, { group, topic }));
}

async function unknownGroups(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const group = session.name("none");
  for (const version of [1, 5, 7, 8, 9]) {
    session.note(`fetch v${version}`, await committed(broker, { group, topic, version }));
  }
  session.note("all of them", await committed(broker, { group, topic: null }));
  session.note(
    "of a topic that is not there",
    await committed(broker, {
      group,
      topic: session.name("none"),
    }),
  );
  session.note("of an empty group id", await committed(broker, { group: "", topic }));
  session.note("it was not made by asking", await describeGroup(broker, group));
  session.note("deleted", await deleteGroup(broker, group));
}

async function deleteGroup(broker: RawConnection, group: string, version = 1): Promise<Note> {
  const { results } = await settled(
    () => broker.call("DeleteGroups", version, { groupsNames: [group] }),
    ({ results }) => results[0]!.errorCode,
  );
  return results.map(({ errorCode }) => errorName(errorCode));
}

async function listingAndDeleting(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const [group, other] = [session.name("group"), session.name("other")];
  const { memberId, generationId } = await joinTwice(broker, { group });
  await sync(broker, { group, memberId, generationId, assignments: { [memberId]: 0 } });
  await commit(broker, { group: other, topic, offset: 1 });
  const list = async (version: number, statesFilter: string[] = []) => {
    const { groups } = await settled(
      () => broker.call("ListGroups", version, { statesFilter, typesFilter: [] }),
      ({ errorCode }) => errorCode,
    );
    return groups.filter(({ groupId }) => groupId === group || groupId === other)
      .map((one) => [one.groupId, one.protocolType, one.groupState, one.groupType])
      .sort((a, b) => a[0]! < b[0]! ? -1 : 1);
  };
  for (const version of [0, 1, 3, 4, 5]) session.note(`list v${version}`, await list(version));
  session.note("the stable ones", await list(4, ["Stable"]));
  session.note("the empty ones", await list(4, ["Empty"]));
  session.note("with members", await deleteGroup(broker, group));
  session.note("without", await deleteGroup(broker, other));
  session.note("again", await deleteGroup(broker, other, 2));
  session.note("its offsets are gone", await committed(broker, { group: other, topic }));
  await leave(broker, { group, memberId });
  session.note("when all are gone", await deleteGroup(broker, group));
  await offsetsOfADeletedTopic(session, broker);
}

async function offsetsOfADeletedTopic(session: Session, broker: RawConnection): Promise<void> {
  const topic = await session.topic();
  const group = session.name("group");
  await produce(broker, batchOf(["a"]), { topic });
  await commit(broker, { group, topic, offset: 1 });
  await broker.call("DeleteTopics", 5, { topicNames: [topic], timeoutMs: 10_000 });
  const forget = await settled(
    () => broker.call("DeleteGroups", 1, { groupsNames: [group] }),
    ({ results }) => results[0]!.errorCode,
  );
  session.note("a group of a deleted topic", {
    isDeletedOrGone: ["NONE", "GROUP_ID_NOT_FOUND"].includes(
      errorName(forget.results[0]!.errorCode),
    ),
  });
}
