import type { Check } from "../../lib/workshop/mod.ts";
import { killedAnywhere } from "./crash_check.ts";
import { keepsTrying } from "./crowd_check.ts";
import { liveGroup } from "./group_check.ts";
import { eachOnce, oldRecord, replays } from "./replay_checks.ts";
import { twoAtOnce } from "./together_check.ts";

/** The task needs nothing of ours: it is handed the store. */
export const mayImport: readonly string[] = [];

/** From a day without trouble to all that can come between a store and a commit. */
export const checks: readonly Check[] = [
  eachOnce,
  replays,
  oldRecord,
  killedAnywhere,
  twoAtOnce,
  keepsTrying,
  liveGroup,
];
