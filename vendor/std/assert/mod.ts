/**
 * Local stand-in for jsr:@std/assert: the same functions, from std's JavaScript on npm.
 *
 * @module
 */
// @ts-types="./types.d.ts"
export * from "deno-std/assert/mod.js";
