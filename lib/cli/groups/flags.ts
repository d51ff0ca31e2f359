import type { ClusterRun } from "../cluster_action.ts";
import { flag, number, type OptionValues, text, texts } from "../options.ts";

const WIDEST = Number.MAX_SAFE_INTEGER;

/** The flags of deno task groups. */
export const GROUPS_FLAGS = {
  "all-groups": flag("describe: every group"),
  topic: texts("T[:P,…]", "reset: this topic, or these partitions of it"),
  "all-topics": flag("reset: every topic that the group has committed for"),
  "to-earliest": flag("reset: to the first record kept"),
  "to-latest": flag("reset: behind the last one"),
  "to-offset": number("reset: to this offset, or the nearest that is there", {
    fallback: undefined,
    min: 0,
  }),
  "shift-by": number("reset: so many records on, or back if negative", {
    fallback: undefined,
    min: -WIDEST,
  }),
  "to-datetime": text("TIME", "reset: to the first record of 2026-01-31T12:00:00 or later (UTC)"),
  "by-duration": text("SPAN", "reset: to the first record of the last PT1H30M or P2D"),
  execute: flag("reset: do it"),
  yes: flag("delete: do it"),
  json: flag("Print JSON"),
};

/** The values of those flags. */
export type GroupsFlags = OptionValues<typeof GROUPS_FLAGS>;

/** What an action of the task works with. */
export type GroupsRun = ClusterRun<GroupsFlags>;
