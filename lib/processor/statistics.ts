import {
  DEVICE_TYPES,
  type DeviceType,
  EVENT_STATUSES,
  EVENT_TYPES,
  type EventStatus,
  type EventType,
} from "../events/mod.ts";
import { ALERT_LEVELS, type AlertLevel } from "./alerts.ts";
import type { ProcessingResult } from "./processing_result.ts";
import { RISK_LEVELS, type RiskLevel } from "./risk.ts";
import { VALUE_CATEGORIES, type ValueCategory } from "./value_category.ts";

/**
 * What was processed, in counts: plain data that can be sent between Workers and added up with
 * {@linkcode mergeStatistics}.
 */
export interface EventStatistics {
  /** Events processed. */
  readonly processed: number;
  /** Messages that are no valid event. */
  readonly rejected: number;
  /** Events of each type. */
  readonly byType: Readonly<Record<EventType, number>>;
  /** Events of each status. */
  readonly byStatus: Readonly<Record<EventStatus, number>>;
  /** Events from each kind of device. */
  readonly byDevice: Readonly<Record<DeviceType, number>>;
  /** Events of each value category. */
  readonly byValueCategory: Readonly<Record<ValueCategory, number>>;
  /** Events in each band of risk. */
  readonly byRiskLevel: Readonly<Record<RiskLevel, number>>;
  /** Events from each city. */
  readonly byCity: Readonly<Record<string, number>>;
  /** Alerts raised at each level. */
  readonly alerts: Readonly<Record<AlertLevel, number>>;
  /** Sum of all values, in hundredths. */
  readonly valueCents: number;
  /** Sum of all risk scores, in tenths. */
  readonly riskTenths: number;
}

type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends number ? number : Record<string, number>;
};

/** Nothing processed yet. */
export function emptyStatistics(): EventStatistics {
  return {
    processed: 0,
    rejected: 0,
    byType: zeros(EVENT_TYPES),
    byStatus: zeros(EVENT_STATUSES),
    byDevice: zeros(DEVICE_TYPES),
    byValueCategory: zeros(VALUE_CATEGORIES),
    byRiskLevel: zeros(RISK_LEVELS),
    byCity: {},
    alerts: zeros(ALERT_LEVELS),
    valueCents: 0,
    riskTenths: 0,
  };
}

/** The counts of two consumers together; neither is changed. */
export function mergeStatistics(a: EventStatistics, b: EventStatistics): EventStatistics {
  const merged: Record<string, unknown> = {};
  for (const [name, mine] of Object.entries(a)) {
    const other = b[name as keyof EventStatistics];
    merged[name] = typeof mine === "number"
      ? mine + (other as number)
      : addCounts(mine, other as Readonly<Record<string, number>>);
  }
  return merged as unknown as EventStatistics;
}

/** The share of messages that were rejected, from 0 to 1. */
export function errorRate({ processed, rejected }: EventStatistics): number {
  return rejected === 0 ? 0 : rejected / (processed + rejected);
}

/** Counts events as they are processed. */
export class StatisticsCollector {
  readonly #counts = emptyStatistics() as Mutable<EventStatistics>;

  /** Counts one processed event. */
  add({ event, riskScore, riskLevel, valueCategory, alerts }: ProcessingResult): void {
    const counts = this.#counts;
    counts.processed++;
    increment(counts.byType, event.event_type);
    increment(counts.byStatus, event.status);
    increment(counts.byDevice, event.device_type);
    increment(counts.byCity, event.location.city);
    increment(counts.byValueCategory, valueCategory);
    increment(counts.byRiskLevel, riskLevel);
    for (const { level } of alerts) increment(counts.alerts, level);
    counts.valueCents += Math.round(event.value * 100);
    counts.riskTenths += Math.round(riskScore * 10);
  }

  /** Counts one message that is no valid event. */
  addRejected(): void {
    this.#counts.rejected++;
  }

  /** The counts of now; later events don't change it. */
  snapshot(): EventStatistics {
    return structuredClone(this.#counts) as unknown as EventStatistics;
  }
}

function zeros<T extends string>(names: readonly T[]): Record<T, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<T, number>;
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
