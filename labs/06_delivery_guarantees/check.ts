import type { Check } from "../../lib/workshop/mod.ts";
import { allowed } from "./allowed_check.ts";
import { calm } from "./calm_check.ts";
import { neverLoses, neverRepeats } from "./kill_checks.ts";

/** The task needs nothing but itself. */
export const mayImport: readonly string[] = [];

/** First without a kill, then with one, then with one at each call. */
export const checks: readonly Check[] = [calm, allowed, neverRepeats, neverLoses];
