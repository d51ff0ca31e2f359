/**
 * Histories of runs: what happened, recorded one event a line, and whether what has to hold did.
 *
 * @module
 */
export * from "./event.ts";
export * from "./expectations.ts";
export * from "./history_writer.ts";
export * from "./read_history.ts";
export * from "./run_clock.ts";
