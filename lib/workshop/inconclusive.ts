export { InconclusiveError } from "../core/mod.ts";
