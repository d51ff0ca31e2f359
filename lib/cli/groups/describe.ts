import { ConfigError } from "../../core/mod.ts";
import { table } from "../../workshop/mod.ts";
import { safeText } from "../safe_text.ts";
import type { GroupsRun } from "./flags.ts";
import { type GroupLag, groupLag, type PartitionLag } from "./group_lag.ts";

/** Describes the groups that are named, or all: offsets, lag, who reads what. */
export async function describe({ admin, flags, names, print }: GroupsRun): Promise<void> {
  const wanted = flags["all-groups"]
    ? (await admin.groupStates()).map(({ groupId }) => groupId)
    : names;
  if (wanted.length === 0 && !flags["all-groups"]) {
    throw new ConfigError("Something is missing: describe GROUP, or --all-groups");
  }
  const groups = [];
  for (const groupId of wanted) groups.push(await groupLag(admin, groupId));
  if (flags.json) return print(JSON.stringify({ groups: groups.map(groupJson) }));
  if (groups.length === 0) print("There is no group");
  groups.forEach((group, at) => {
    if (at > 0) print("");
    for (const line of textOf(group)) print(line);
  });
}

function textOf({ groupId, state, members, partitions }: GroupLag): string[] {
  const total = partitions.reduce((sum, { lag = 0n }) => sum + lag, 0n);
  const people = members === 0 ? "no members" : members === 1 ? "1 member" : `${members} members`;
  const head = `${safeText(groupId)}: ${state}, ${people}, lag ${total}`;
  if (partitions.length === 0) return [head, "  nothing is committed"];
  return [head, ...table(COLUMNS, partitions.map(rowOf))];
}

const COLUMNS = [
  { title: "topic", shrinks: true },
  { title: "part", align: "right" },
  { title: "current-offset", align: "right" },
  { title: "log-end", align: "right" },
  { title: "lag", align: "right" },
  { title: "member", shrinks: true },
  { title: "host", shrinks: true },
] as const;

function rowOf(at: PartitionLag) {
  return [
    safeText(at.topic),
    at.partition,
    at.committedOffset ?? "-",
    at.logEndOffset ?? "-",
    at.lag ?? "-",
    at.member === undefined ? "-" : safeText(at.member.memberId),
    at.member === undefined ? "-" : safeText(at.member.host),
  ];
}

function groupJson({ partitions, ...group }: GroupLag) {
  return {
    ...group,
    partitions: partitions.map((
      { topic, partition, committedOffset, logEndOffset, lag, member },
    ) => ({
      topic,
      partition,
      committedOffset: plain(committedOffset),
      logEndOffset: plain(logEndOffset),
      lag: plain(lag),
      memberId: member?.memberId ?? null,
      clientId: member?.clientId ?? null,
      host: member?.host ?? null,
    })),
  };
}

function plain(offset: bigint | undefined): number | null {
  return offset === undefined ? null : Number(offset);
}
