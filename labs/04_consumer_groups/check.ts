import type { Check } from "../../lib/workshop/mod.ts";
import { claimed, sameAnswer } from "./claim_checks.ts";
import { liveGenerations } from "./live_check.ts";
import { balanced, complete, disjoint, fewMoves } from "./pure_checks.ts";

/** The task needs nothing but itself. */
export const mayImport: readonly string[] = [];

/** From what loses records to what merely costs; the real group comes last, since it takes longest. */
export const checks: readonly Check[] = [
  complete,
  disjoint,
  balanced,
  fewMoves,
  claimed,
  sameAnswer,
  liveGenerations,
];
