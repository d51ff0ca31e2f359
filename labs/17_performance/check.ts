import type { Check } from "../../lib/workshop/mod.ts";
import { aRealStall, fromTheirTurn, neverAcknowledged, quantileRule } from "./quantile_checks.ts";
import { fewBytes, manyRecords, noWorkForNothing, soonEnough } from "./tuning_checks.ts";

/** The task needs nothing but itself. */
export const mayImport: readonly string[] = [];

/** First what is measured, then what is done about it. */
export const checks: readonly Check[] = [
  quantileRule,
  fromTheirTurn,
  neverAcknowledged,
  aRealStall,
  noWorkForNothing,
  manyRecords,
  soonEnough,
  fewBytes,
];
