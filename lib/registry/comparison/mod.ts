/**
 * The comparison of the registry with Apicurio's: the page that tells of it.
 *
 * @module
 */
export { APICURIO_VERSION } from "./known_differences.ts";
export { registryPage } from "./page.ts";
