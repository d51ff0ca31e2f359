import type { Check } from "../../lib/workshop/mod.ts";
import { calm } from "./calm_check.ts";
import { allOrNothing, chargedOnce } from "./kill_checks.ts";
import { bankRefuses } from "./refused_check.ts";
import { leftBehind, zombie } from "./zombie_checks.ts";

/** The task is handed a transaction and needs its type. */
export const mayImport: readonly string[] = [
  "lib/core/",
  "lib/kafka/",
  "lib/producer/",
  "lib/protocol/",
  "lib/config/",
  "lib/schemas/",
];

/** From what one would try first to what only a kill shows. */
export const checks: readonly Check[] = [
  calm,
  bankRefuses,
  allOrNothing,
  chargedOnce,
  leftBehind,
  zombie,
];
