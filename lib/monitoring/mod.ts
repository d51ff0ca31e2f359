/**
 * Watching the system: metrics, lag, health, alerts, logs.
 *
 * @module
 */
export * from "./meter.ts";
export * from "./metrics_table.ts";
export * from "./process_metrics.ts";
