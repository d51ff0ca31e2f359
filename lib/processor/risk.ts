import type { EventType, RandomEvent } from "../events/mod.ts";
import type { SuspiciousPattern } from "./pattern_detector.ts";
import { HIGH_VALUE } from "./value_category.ts";

/** The three bands of risk: 0.1 to 0.4, 0.5 to 0.9, and exactly 1. */
export const RISK_LEVELS = ["low", "medium", "high"] as const;

/** One of the three bands of risk. */
export type RiskLevel = (typeof RISK_LEVELS)[number];

const TRANSACTIONS: ReadonlySet<EventType> = new Set([
  "purchase",
  "add_to_cart",
  "remove_from_cart",
]);

/** Tenths of risk that a type has when nothing about the event is unusual: 1 to 3. */
const NORMAL_TENTHS: Readonly<Record<EventType, number>> = {
  page_view: 1,
  click: 1,
  search: 1,
  api_call: 2,
  form_submit: 2,
  user_login: 2,
  user_logout: 1,
  add_to_cart: 2,
  remove_from_cart: 2,
  purchase: 3,
  session_timeout: 3,
  error: 3,
};

/** Whether the event is about something of the shop. */
export function isTransaction(event: RandomEvent): boolean {
  return TRANSACTIONS.has(event.event_type);
}

/** Whether the event is a transaction of high value. */
export function isHighValue(event: RandomEvent): boolean {
  return isTransaction(event) && event.value >= HIGH_VALUE;
}

/** Whether the event's risk is the highest: an error, or a transaction that failed. */
export function isHighRisk(event: RandomEvent): boolean {
  return event.event_type === "error" || (isTransaction(event) && event.status === "failed");
}

/**
 * The risk of an event, in tenths:
 *
 * | event | score |
 * |---|---|
 * | an error, or a transaction that failed | 1 |
 * | a transaction of high value, a suspicious pattern | 0.6; 0.7 from twice the high value on; each pattern adds 0.1, at most 0.9 |
 * | anything else | 0.1 to 0.3 by its type, 0.1 more when it did not succeed |
 */
export function calculateRiskScore(
  event: RandomEvent,
  patterns: readonly SuspiciousPattern[] = [],
): number {
  if (isHighRisk(event)) return 1;
  if (!isHighValue(event) && patterns.length === 0) {
    return (NORMAL_TENTHS[event.event_type] + (event.status === "success" ? 0 : 1)) / 10;
  }
  const large = isTransaction(event) && event.value >= 2 * HIGH_VALUE ? 1 : 0;
  return Math.min(9, 6 + large + patterns.length) / 10;
}

/** The band that a score lies in. */
export function riskLevelOf(score: number): RiskLevel {
  if (score >= 1) return "high";
  return score >= 0.5 ? "medium" : "low";
}
