import type { GroupLag, LagReport } from "../../monitoring/mod.ts";
import type { GroupVerdict, PartitionLagView } from "../source.ts";
import { isRebalancing, type RebalanceView } from "./rebalance.ts";

/** A group in the list. */
export interface GroupSummary {
  /** The group's name. */
  readonly groupId: string;
  /** Kafka's name of its state. */
  readonly state: string;
  /** Whether it is sharing out its partitions anew. */
  readonly rebalancing: boolean;
  /** The trend in a word. */
  readonly verdict: GroupVerdict;
  /** The trend in a sentence. */
  readonly why: string;
  /** How many are in it. */
  readonly members: number;
  /** How many topics it has read or is assigned. */
  readonly topics: number;
  /** How many partitions of these topics it has never committed. */
  readonly uncommitted: number;
  /** Unread records in all its partitions. */
  readonly totalLag: string;
  /** Age of the oldest unread record in seconds; `null` while it can't be told. */
  readonly lagSeconds: number | null;
  /** How many rebalances were seen. */
  readonly rebalances: number;
}

/** A partition of a group's topics and who reads it. */
export interface GroupPartitionView extends PartitionLagView {
  /** What its reader calls itself; `null` for nobody. */
  readonly clientId: string | null;
  /** The reader's id; `null` for nobody. */
  readonly memberId: string | null;
}

/** A topic that a group reads. */
export interface GroupTopicView {
  /** Its name. */
  readonly topic: string;
  /** How many partitions it has. */
  readonly partitions: number;
  /** How many of them the group has committed. */
  readonly committed: number;
  /** Unread records in those. */
  readonly lag: string;
}

/** A member of a group. */
export interface GroupMemberView {
  /** The member's id, given by the cluster. */
  readonly memberId: string;
  /** What the client calls itself. */
  readonly clientId: string;
  /** Where it connects from. */
  readonly host: string;
  /** What it reads, by topic. */
  readonly assignment: readonly {
    /** The topic's name. */
    readonly topic: string;
    /** Numbers of its partitions. */
    readonly partitions: readonly number[];
  }[];
}

/** All that is known of one group; of its partitions a page. */
export interface GroupDetail extends GroupSummary {
  /** When the figures were taken, milliseconds since 1970. */
  readonly atMs: number;
  /** Who is in it, by client and id; the first 500. */
  readonly memberList: readonly GroupMemberView[];
  /** Its topics by name. */
  readonly topicList: readonly GroupTopicView[];
  /** One page of its partitions, by topic and number. */
  readonly partitions: readonly GroupPartitionView[];
  /** How many partitions there are on all pages. */
  readonly partitionCount: number;
  /** Which page of partitions this is, from 1. */
  readonly page: number;
  /** How many pages of partitions there are. */
  readonly pages: number;
  /** Its rebalances, the latest first. */
  readonly timeline: readonly RebalanceView[];
  /** Since when rebalances are noted, milliseconds since 1970. */
  readonly watchedSinceMs: number;
}

/** What the recorder knows of groups. */
export interface RebalanceBook {
  rebalances(groupId: string): readonly RebalanceView[];
  rebalanceCount(groupId: string): number;
}

export const PARTITIONS_A_PAGE = 100;
const MAX_MEMBERS = 500;

/** A group as the list shows it. */
export function summaryOf(group: GroupLag, rebalances: number): GroupSummary {
  const { groupId, state, verdict, why, members, uncommitted, totalLag, lagSeconds } = group;
  return {
    groupId,
    state,
    rebalancing: isRebalancing(state),
    verdict,
    why,
    members: members.length,
    topics: new Set(placesOf(group).map(({ topic }) => topic)).size,
    uncommitted: uncommitted.length,
    totalLag: String(totalLag),
    lagSeconds: lagSeconds ?? null,
    rebalances,
  };
}

/** A group with everything, of its partitions the page that is wanted or the last. */
export function detailOf(
  group: GroupLag,
  { report, book, page, watchedSinceMs }: {
    readonly report: LagReport;
    readonly book: RebalanceBook;
    readonly page: number;
    readonly watchedSinceMs: number;
  },
): GroupDetail {
  const places = placesOf(group);
  const pages = Math.max(1, Math.ceil(places.length / PARTITIONS_A_PAGE));
  const shown = Math.min(pages, Math.max(1, page));
  const from = (shown - 1) * PARTITIONS_A_PAGE;
  return {
    ...summaryOf(group, book.rebalanceCount(group.groupId)),
    atMs: report.atMs,
    memberList: membersOf(group).slice(0, MAX_MEMBERS),
    topicList: topicsOf(group, places),
    partitions: withFigures(group, report, places.slice(from, from + PARTITIONS_A_PAGE)),
    partitionCount: places.length,
    page: shown,
    pages,
    timeline: book.rebalances(group.groupId),
    watchedSinceMs,
  };
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Committed and uncommitted partitions in their order. */
function placesOf({ partitions, uncommitted }: GroupLag): readonly Place[] {
  return [...partitions, ...uncommitted].sort((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1
  );
}

function membersOf({ members }: GroupLag): GroupMemberView[] {
  return members.map(({ memberId, clientId, host, assignment }) => ({
    memberId,
    clientId,
    host,
    assignment: [...Map.groupBy(assignment, ({ topic }) => topic)]
      .map(([topic, places]) => ({
        topic,
        partitions: places.map(({ partition }) => partition).sort((a, b) => a - b),
      }))
      .sort((a, b) => a.topic < b.topic ? -1 : 1),
  })).sort((a, b) =>
    a.clientId === b.clientId ? a.memberId < b.memberId ? -1 : 1 : a.clientId < b.clientId ? -1 : 1
  );
}

function topicsOf({ partitions }: GroupLag, places: readonly Place[]): GroupTopicView[] {
  const committed = Map.groupBy(partitions, ({ topic }) => topic);
  return [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, all]) => {
    const read = committed.get(topic) ?? [];
    const lag = read.reduce((sum, partition) => sum + partition.lag, 0n);
    return { topic, partitions: all.length, committed: read.length, lag: String(lag) };
  });
}

function withFigures(
  group: GroupLag,
  report: LagReport,
  places: readonly Place[],
): GroupPartitionView[] {
  const nameOf = ({ topic, partition }: Place) => `${topic}/${partition}`;
  const committed = new Map(group.partitions.map((partition) => [nameOf(partition), partition]));
  const topics = new Map(report.topics.map((topic) => [topic.name, topic.partitions]));
  const readers = new Map(
    group.members.flatMap((member) =>
      member.assignment.map((place) => [nameOf(place), member] as const)
    ),
  );
  return places.map(({ topic, partition }) => {
    const name = nameOf({ topic, partition });
    const found = committed.get(name);
    const ends = found ?? topics.get(topic)?.find((at) => at.partition === partition);
    const reader = readers.get(name);
    return {
      topic,
      partition,
      low: String(ends?.low ?? 0n),
      committed: found === undefined ? null : String(found.committed),
      end: String(ends?.end ?? 0n),
      lag: found === undefined ? null : String(found.lag),
      lagSeconds: found?.lagSeconds ?? null,
      clientId: reader?.clientId ?? null,
      memberId: reader?.memberId ?? null,
    };
  });
}
