import { isSecretName } from "../../monitoring/mod.ts";
import type { SeenFolder, SeenGroup, SeenSetting, SeenTopic } from "./ports.ts";
import { countOf, recordsIn } from "./topic_list.ts";

/** A partition of the topic's page. */
export interface PartitionRow {
  readonly partition: number;
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
  /** null where no leader told it. */
  readonly low: string | null;
  /** null where no leader told it. */
  readonly end: string | null;
  readonly records: string;
  /** Size of the leader's copy on its disk; null where it is not told. */
  readonly sizeBytes: number | null;
}

/** A topic's page. */
export interface TopicDetail {
  readonly name: string;
  readonly internal: boolean;
  readonly records: string;
  /** null where no broker tells sizes. */
  readonly sizeBytes: number | null;
  readonly partitions: readonly PartitionRow[];
}

/** A topic with the sizes of its leaders' copies, as far as brokers tell them. */
export function detailOf(topic: SeenTopic, folders: readonly SeenFolder[]): TopicDetail {
  const sizes = new Map(
    folders.flatMap(({ broker, partitions }) =>
      partitions.filter((copy) => copy.topic === topic.name)
        .map((copy) => [`${broker}/${copy.partition}`, copy.sizeBytes] as const)
    ),
  );
  const partitions = topic.partitions.map(
    ({ partition, leader, replicas, inSyncReplicas, offsets }): PartitionRow => ({
      partition,
      leader,
      replicas,
      inSyncReplicas,
      low: offsets === undefined ? null : String(offsets.low),
      end: offsets === undefined ? null : String(offsets.high),
      records: String(countOf(offsets)),
      sizeBytes: sizes.get(`${leader}/${partition}`) ?? null,
    }),
  );
  const known = partitions.map(({ sizeBytes }) => sizeBytes).filter((size) => size !== null);
  return {
    name: topic.name,
    internal: topic.isInternal,
    records: String(recordsIn(topic.partitions)),
    sizeBytes: known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0),
    partitions,
  };
}

/** A setting of the topic's page. */
export interface SettingRow {
  readonly name: string;
  /** null where there is none, and for secrets. */
  readonly value: string | null;
  readonly source: string;
  readonly readOnly: boolean;
  readonly secret: boolean;
}

/** A topic's settings: what was set for it first; secrets without their value. */
export function settingRows(settings: readonly SeenSetting[]): SettingRow[] {
  const rows = settings.map(({ name, value, source, readOnly, sensitive }): SettingRow => {
    const secret = sensitive || isSecretName(name);
    return { name, value: secret ? null : value, source, readOnly, secret };
  });
  const order = (row: SettingRow) => row.source === "topic" ? 0 : row.source === "default" ? 2 : 1;
  return rows.sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1));
}

/** A group that reads the topic. */
export interface ReaderRow {
  readonly groupId: string;
  readonly state: string;
  /** Members that read partitions of this topic. */
  readonly members: number;
  /** Unread records of this topic. */
  readonly lag: string;
  /** Partitions of this topic where it has never committed. */
  readonly uncommitted: number;
  /** Committed offsets by partition. */
  readonly committed: Readonly<Record<string, string>>;
}

/** The groups that have committed in the topic or read it now, those that are behind first. */
export function readersOf(topic: SeenTopic, groups: readonly SeenGroup[]): ReaderRow[] {
  const ends = new Map(
    topic.partitions.map(({ partition, offsets }) => [partition, offsets?.high]),
  );
  const rows = groups.flatMap((group): (ReaderRow & { readonly behind: bigint })[] => {
    const committed = group.committed.filter((place) => place.topic === topic.name);
    const members = group.members.filter(({ assignment }) =>
      assignment.some((place) =>
        place.topic === topic.name
      )
    ).length;
    if (committed.length === 0 && members === 0) return [];
    const behind = committed.reduce((sum, { partition, offset }) => {
      const end = ends.get(partition) ?? offset;
      return sum + (end > offset ? end - offset : 0n);
    }, 0n);
    return [{
      groupId: group.groupId,
      state: group.state,
      members,
      behind,
      lag: String(behind),
      uncommitted: Math.max(0, topic.partitions.length - committed.length),
      committed: Object.fromEntries(
        committed.map(({ partition, offset }) => [partition, String(offset)]),
      ),
    }];
  });
  rows.sort((a, b) => a.behind < b.behind ? 1 : a.behind > b.behind ? -1 : 0);
  return rows.map(({ behind: _, ...row }) => row);
}
