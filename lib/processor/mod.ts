/**
 * Analytics of events: risk, alerts and statistics.
 *
 * @module
 */
export * from "./alerts.ts";
export * from "./event_processor.ts";
export * from "./rapid_repeats.ts";
export * from "./risk.ts";
export * from "./statistics.ts";
