/**
 * Watching the system: metrics, lag, health, alerts, logs.
 *
 * @module
 */
export * from "./meter.ts";
export { metricsPage } from "./metrics_page.ts";
export * from "./metrics_table.ts";
export { openTelemetryTracer } from "./open_telemetry.ts";
export * from "./process_metrics.ts";
export * from "./json_logger.ts";
export * from "./log_fields.ts";
export * from "./log_sinks.ts";
export * from "./pretty_line.ts";
export * from "./redact.ts";
export * from "./health.ts";
export * from "./host_metrics.ts";
export * from "./monitoring_server.ts";
export * from "./group_trend.ts";
export * from "./lag_monitor.ts";
export { type LagScope } from "./lag_pass.ts";
export * from "./lag_report.ts";
export * from "./alerts.ts";
