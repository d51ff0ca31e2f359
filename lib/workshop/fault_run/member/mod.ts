/**
 * A member of the pipeline of a fault run, in a process of its own.
 *
 * @module
 */
export { runMember } from "./member.ts";
