/**
 * Histories of runs: what happened, recorded one event a line, and whether what has to hold did.
 *
 * @module
 */
export { Bits } from "./bits.ts";
export * from "./check_history.ts";
export * from "./event.ts";
export * from "./expectations.ts";
export * from "./history_writer.ts";
export { Ids } from "./ids.ts";
export type { Evidence, InvariantId } from "./judge.ts";
export { OffsetTable } from "./offset_table.ts";
export * from "./read_history.ts";
export * from "./run_clock.ts";
export * from "./story.ts";
