import type { RandomEvent } from "../events/mod.ts";
import type { Alert } from "./alerts.ts";
import type { SuspiciousPattern } from "./pattern_detector.ts";
import type { RiskLevel } from "./risk.ts";
import type { ValueCategory } from "./value_category.ts";

/** What the processor finds out about one event. */
export interface ProcessingResult {
  /** The event itself. */
  readonly event: RandomEvent;
  /** 0.1 to 0.4, 0.5 to 0.9, or exactly 1. */
  readonly riskScore: number;
  /** The band of the score. */
  readonly riskLevel: RiskLevel;
  /** How much it is worth, in words. */
  readonly valueCategory: ValueCategory;
  /** What this event is one too many of. */
  readonly patterns: readonly SuspiciousPattern[];
  /** What people should look at. */
  readonly alerts: readonly Alert[];
}
