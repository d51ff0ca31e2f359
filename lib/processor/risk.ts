/** What the analysis reads of an event; a field that is missing weighs nothing. */
export interface AnalyzedEvent {
  /** One of the event types: `purchase`, `error`. */
  readonly event_type: string;
  /** How it ended: success, pending, failed, cancelled. */
  readonly status: string;
  /** What it is worth. @default {0} */
  readonly value?: number;
  /** Who did it. */
  readonly user_id: number;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** The three bands of a risk score. */
export type RiskLevel = "low" | "medium" | "high";

/** How an event's value is called. */
export type ValueCategory = "none" | "low" | "medium" | "high";

/** From which value on a transaction is a high one. */
export const HIGH_VALUE = 500;

const TRANSACTIONS: ReadonlySet<string> = new Set(["purchase", "add_to_cart", "remove_from_cart"]);

/** Whether an event moves something of value. */
export function isTransaction(event: AnalyzedEvent): boolean {
  return TRANSACTIONS.has(event.event_type);
}

/**
 * The risk of an event: 1.0 for errors and failed transactions; 0.5 to 0.9 for high-value
 * transactions, other failures and suspicious patterns; 0.1 to 0.4 for normal operation.
 */
export function riskScore(event: AnalyzedEvent, suspicious = false): number {
  if (event.event_type === "error" || (isTransaction(event) && event.status === "failed")) return 1;
  const value = event.value ?? 0;
  const causes = [
    isTransaction(event) && value >= HIGH_VALUE,
    event.status === "failed",
    suspicious,
  ].filter(Boolean).length;
  if (causes > 0) {
    const weight = Math.min(1, Math.max(0, value - HIGH_VALUE) / HIGH_VALUE);
    return hundredths(Math.min(0.9, 0.4 + 0.1 * causes + 0.2 * weight));
  }
  const unsettled = event.status === "success" ? 0 : 0.1;
  return hundredths(0.1 + unsettled + 0.2 * Math.min(1, value / (2 * HIGH_VALUE)));
}

/** The band of a score. */
export function riskLevel(score: number): RiskLevel {
  if (score >= 1) return "high";
  return score >= 0.5 ? "medium" : "low";
}

/** The category of a value; a missing one counts as 0. */
export function valueCategory(value = 0): ValueCategory {
  if (value <= 0) return "none";
  if (value < 100) return "low";
  return value < HIGH_VALUE ? "medium" : "high";
}

function hundredths(score: number): number {
  return Math.round(score * 100) / 100;
}
