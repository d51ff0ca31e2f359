import type { Check } from "../../lib/workshop/mod.ts";
import { changeMade, noExcuses } from "./change_checks.ts";
import { deployOrder } from "./order_check.ts";
import { newReadsOld, oldReadsNew } from "./reading_checks.ts";
import { throughRegistry } from "./registry_check.ts";

/** The task needs nothing of ours: schemas are plain data. */
export const mayImport: readonly string[] = [];

/** From the events that are there already to a whole rollout. */
export const checks: readonly Check[] = [
  newReadsOld,
  oldReadsNew,
  noExcuses,
  changeMade,
  deployOrder,
  throughRegistry,
];
