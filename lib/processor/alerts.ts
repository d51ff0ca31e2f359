import { type AnalyzedEvent, HIGH_VALUE, isTransaction } from "./risk.ts";

/** Why somebody should look at an event. */
export interface RiskAlert {
  /** `high` for a risk of 1.0, else `medium`. */
  readonly level: "high" | "medium";
  /** The rule that raised it. */
  readonly rule: "ERROR_EVENT" | "FAILED_TRANSACTION" | "HIGH_VALUE" | "RAPID_REPEATS";
  /** One sentence without the event's content beyond its type, user and value. */
  readonly message: string;
}

/** The alerts of one event, the most urgent first. */
export function alertsOf(event: AnalyzedEvent, suspicious: boolean): RiskAlert[] {
  const { event_type: type, user_id: user, value = 0 } = event;
  const alerts: RiskAlert[] = [];
  if (type === "error") {
    alerts.push({
      level: "high",
      rule: "ERROR_EVENT",
      message: `User ${user} met an error`,
    });
  }
  if (isTransaction(event) && event.status === "failed") {
    alerts.push({
      level: "high",
      rule: "FAILED_TRANSACTION",
      message: `A ${type} of user ${user} failed`,
    });
  }
  if (isTransaction(event) && value >= HIGH_VALUE) {
    alerts.push({
      level: "medium",
      rule: "HIGH_VALUE",
      message: `A ${type} of user ${user} is worth ${value.toFixed(2)}`,
    });
  }
  if (suspicious) {
    alerts.push({
      level: "medium",
      rule: "RAPID_REPEATS",
      message: `Events of user ${user} follow each other faster than a person acts`,
    });
  }
  return alerts;
}
