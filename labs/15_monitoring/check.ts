import type { Check } from "../../lib/workshop/mod.ts";
import { findsIncidents, noFalseAlarms, oneAlertEach } from "./alert_checks.ts";
import { scrapedWait } from "./scrape_check.ts";
import { nobodyCanTell, nothingUnread, oldestUnread } from "./wait_checks.ts";

/** The task needs nothing but itself. */
export const mayImport: readonly string[] = [];

/** First the wait, of histories and of a running group; then the alert, of groups in all states. */
export const checks: readonly Check[] = [
  oldestUnread,
  nothingUnread,
  nobodyCanTell,
  scrapedWait,
  findsIncidents,
  noFalseAlarms,
  oneAlertEach,
];
