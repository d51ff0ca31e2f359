/**
 * Tables, bars and timelines for a terminal of 80 columns.
 *
 * @module
 */
export * from "./bars.ts";
export * from "./pen.ts";
export * from "./screen.ts";
export type { Shown } from "./shown.ts";
export * from "./table.ts";
export * from "./timeline.ts";
export * from "./width.ts";
