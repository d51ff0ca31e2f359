import type { Check } from "../../lib/workshop/mod.ts";
import { histories } from "./history_check.ts";
import { liveReader } from "./live_check.ts";
import { addedPartitions, committedFirst, outOfRange, policyForTheNew } from "./pure_checks.ts";

/** The task needs nothing but itself. */
export const mayImport: readonly string[] = [];

/** From what happens at every start to what happens once a year; the real reader comes last. */
export const checks: readonly Check[] = [
  committedFirst,
  policyForTheNew,
  outOfRange,
  addedPartitions,
  histories,
  liveReader,
];
