import type { Check } from "../../lib/workshop/mod.ts";
import { storedState } from "./crash_check.ts";
import { liveTopic } from "./live_check.ts";
import { finalOnce, lateOnes, ownTime, shuffles } from "./pure_checks.ts";

/** The task needs nothing of ours. */
export const mayImport: readonly string[] = [];

/** From one window to a crash; the real topic comes last. */
export const checks: readonly Check[] = [
  ownTime,
  finalOnce,
  shuffles,
  lateOnes,
  storedState,
  liveTopic,
];
