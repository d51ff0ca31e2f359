import type { GroupView, TopicView, TotalsView } from "../../dashboard/mod.ts";
import { type LagReport, VERDICTS } from "../../monitoring/mod.ts";

/** How many partitions an overview shows. */
const ROOM = { read: 120, unread: 24 };

interface Shown {
  readonly topics: readonly TopicView[];
  readonly groups: readonly GroupView[];
}

/** As much as a page has room for: the groups that are worst off, then topics. */
export function shownPart({ topics, groups }: Shown): Shown {
  const worst = [...groups].sort((a, b) =>
    VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) ||
    Number(BigInt(b.totalLag) - BigInt(a.totalLag))
  );
  const shown = upTo(worst, ROOM.read).sort((a, b) => a.groupId < b.groupId ? -1 : 1);
  const read = new Set(shown.flatMap(({ partitions }) => partitions.map(({ topic }) => topic)));
  const others = upTo(topics.filter(({ name }) => !read.has(name)).sort(fullerFirst), ROOM.unread);
  return { groups: shown, topics: [...topics.filter(({ name }) => read.has(name)), ...others] };
}

/** The first of a list until their partitions are enough; the first one at any rate, cut short. */
function upTo<T extends { readonly partitions: readonly unknown[] }>(
  all: readonly T[],
  most: number,
): T[] {
  const taken: T[] = [];
  let room = most;
  for (const one of all) {
    if (room <= 0) break;
    taken.push({ ...one, partitions: one.partitions.slice(0, room) });
    room -= Math.max(1, one.partitions.length);
  }
  return taken;
}

/** Topics that hold something first, then by name. */
function fullerFirst(a: TopicView, b: TopicView): number {
  const isEmpty = ({ partitions }: TopicView) => partitions.every(({ low, end }) => low === end);
  return Number(isEmpty(a)) - Number(isEmpty(b)) || (a.name < b.name ? -1 : 1);
}

/** Counts of everything that a report saw. */
export function totalsOf(report: LagReport): TotalsView {
  const partitions = report.topics.flatMap((topic) => topic.partitions);
  return {
    topics: report.topics.length,
    partitions: partitions.length,
    groups: report.groups.length,
    underReplicated: partitions.filter((one) => one.inSyncReplicas.length < one.replicas.length)
      .length,
    leaderless: partitions.filter(({ leader }) => leader < 0).length,
    lag: String(report.groups.reduce((sum, group) => sum + group.totalLag, 0n)),
  };
}
