/**
 * Local stand-in for jsr:@std/cli: std's own parseArgs, from its JavaScript on npm.
 *
 * @module
 */
// @ts-types="./types.d.ts"
export { parseArgs } from "deno-std/cli/parse_args.js";
