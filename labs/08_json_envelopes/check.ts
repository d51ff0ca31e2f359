import type { Check } from "../../lib/workshop/mod.ts";
import {
  firstStage,
  noFalseAccept,
  noFalseReject,
  rightPlace,
  whatIsNoMessage,
} from "./fuzz_checks.ts";
import { liveLetters } from "./live_check.ts";
import { quotesNothing } from "./quiet_check.ts";

/** The task needs nothing but what it is handed. */
export const mayImport: readonly string[] = [];

/** From bytes that are no message to what becomes of records behind a real consumer. */
export const checks: readonly Check[] = [
  whatIsNoMessage,
  noFalseReject,
  noFalseAccept,
  firstStage,
  rightPlace,
  quotesNothing,
  liveLetters,
];
