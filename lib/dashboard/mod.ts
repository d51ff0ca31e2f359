/**
 * The dashboard: a page on loopback that shows a running system live.
 *
 * @module
 */
export * from "./from_lag.ts";
export * from "./server.ts";
export * from "./source.ts";
