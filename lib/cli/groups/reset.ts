import { type MovedOffset, resetOffsets } from "../../consumer/mod.ts";
import { ConfigError, WorkshopError } from "../../core/mod.ts";
import type { Admin } from "../../kafka/mod.ts";
import { table } from "../../workshop/mod.ts";
import { onlyName } from "../cluster_action.ts";
import { safeText } from "../safe_text.ts";
import type { GroupsFlags, GroupsRun } from "./flags.ts";
import { type ResetScope, scopeOf, targetOf } from "./reset_target.ts";

/** Moves what a group has committed; without `--execute` it only tells what would be moved. */
export async function reset(run: GroupsRun): Promise<void> {
  const { kafka, admin, flags, names, print } = run;
  const groupId = onlyName(names.slice(0, 1), "reset GROUP");
  const scope = await scopeFrom(run, groupId);
  await demandPartitions(admin, scope);
  const to = targetOf(flags, Date.now());
  const moved = await resetOffsets(kafka, groupId, { ...scope, to, dryRun: !flags.execute })
    .catch(rethrowSafely);
  if (flags.json) return print(JSON.stringify(moveJson(groupId, moved, flags)));
  const columns = [
    { title: "topic", shrinks: true },
    { title: "part", align: "right" },
    { title: "committed", align: "right" },
    { title: "new-offset", align: "right" },
  ] as const;
  const rows = moved.map(({ topic, partition, from, to }) => [
    safeText(topic),
    partition,
    from ?? "-",
    to,
  ]);
  for (const line of table(columns, rows)) print(line);
  print("");
  print(
    flags.execute
      ? `${moved.length} offsets of group ${safeText(groupId)} were moved`
      : `Nothing was moved yet: add --execute`,
  );
}

/** Topics stand behind the group or in flags, whichever is liked better. */
async function scopeFrom({ admin, flags, names }: GroupsRun, groupId: string): Promise<ResetScope> {
  const topics = [...names.slice(1), ...flags.topic];
  if (flags["all-topics"] === topics.length > 0) {
    throw new ConfigError("Say which topic with --topic T, or --all-topics");
  }
  if (!flags["all-topics"]) return scopeOf(topics);
  const partitions = await admin.allCommittedOffsets(groupId);
  return { topics: [...new Set(partitions.map(({ topic }) => topic))], partitions };
}

async function demandPartitions(admin: Admin, { topics, partitions = [] }: ResetScope) {
  for (const topic of topics) {
    const there = (await admin.describeTopic(topic)).map(({ partition }) => partition);
    const missing = partitions.find((at) => at.topic === topic && !there.includes(at.partition));
    if (missing === undefined) continue;
    throw new ConfigError(`${topic} has no partition ${missing.partition}: it has ${there.length}`);
  }
}

/** The names that members give themselves stand in the message. */
function rethrowSafely(error: unknown): never {
  if (!(error instanceof WorkshopError) || error.code !== "GROUP_IN_USE") throw error;
  throw new WorkshopError(safeText(error.message), { code: error.code, cause: error });
}

function moveJson(groupId: string, moved: readonly MovedOffset[], flags: GroupsFlags) {
  return {
    groupId,
    moved: flags.execute,
    partitions: moved.map(({ topic, partition, from, to }) => ({
      topic,
      partition,
      from: from === undefined ? null : Number(from),
      to: Number(to),
    })),
  };
}
