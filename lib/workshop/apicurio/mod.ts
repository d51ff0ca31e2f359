/**
 * Apicurio's schema registry, for tests that compare ours with it.
 *
 * @module
 */
export { Apicurio, type ApicurioOptions } from "./apicurio.ts";
