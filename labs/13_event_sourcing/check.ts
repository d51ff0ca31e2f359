import type { Check } from "../../lib/workshop/mod.ts";
import { again, missing, replay } from "./fold_checks.ts";
import { killedAnywhere } from "./kill_check.ts";
import { snapshotAndTail } from "./snapshot_check.ts";
import { backward, forward, once, overtaken } from "./step_checks.ts";

/** The task needs nothing but itself. */
export const mayImport: readonly string[] = [];

/** The states first, then the steps; each from a quiet day to what only a crash shows. */
export const checks: readonly Check[] = [
  replay,
  again,
  missing,
  snapshotAndTail,
  forward,
  backward,
  once,
  overtaken,
  killedAnywhere,
];
