/**
 * The comparison of the registry with Apicurio's: the page that tells of it, and its random schemas.
 *
 * @module
 */
export { APICURIO_VERSION } from "./known_differences.ts";
export { registryPage } from "./page.ts";
export { type RandomPair, randomPair } from "./random_schemas.ts";
