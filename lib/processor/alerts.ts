import type { RandomEvent } from "../events/mod.ts";
import type { SuspiciousPattern } from "./pattern_detector.ts";
import { isHighValue, riskLevelOf } from "./risk.ts";

/** The levels at which alerts are raised; low risk raises none. */
export const ALERT_LEVELS = ["medium", "high"] as const;

/** One of the levels at which alerts are raised. */
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** Something about an event that people should look at. */
export interface Alert {
  /** How urgent it is. */
  readonly level: AlertLevel;
  /** Why it was raised. */
  readonly reason: "error_event" | "failed_transaction" | "high_value" | SuspiciousPattern;
  /** The same in a sentence; it names the event, never its content. */
  readonly message: string;
}

const TEXT: Readonly<Record<Alert["reason"], string>> = {
  error_event: "An error happened",
  failed_transaction: "A transaction failed",
  high_value: "A transaction has a high value",
  rapid_repeats: "A user repeats the same thing rapidly",
  repeated_failed_logins: "A user's login fails again and again",
};

/** Exactly one alert of level high for an event of high risk, one of level medium for each oddity. */
export function generateAlerts(
  event: RandomEvent,
  riskScore: number,
  patterns: readonly SuspiciousPattern[] = [],
): Alert[] {
  const alerts: Alert[] = [];
  const raise = (level: AlertLevel, reason: Alert["reason"]) =>
    alerts.push({ level, reason, message: `${TEXT[reason]} (event ${event.event_id})` });
  if (riskLevelOf(riskScore) === "high") {
    raise("high", event.event_type === "error" ? "error_event" : "failed_transaction");
  }
  if (isHighValue(event)) raise("medium", "high_value");
  for (const pattern of patterns) raise("medium", pattern);
  return alerts;
}
