/**
 * An embedded schema registry: Confluent's REST API on a compacted topic.
 *
 * @module
 */
export { type Registry, type RegistryOptions, startRegistry } from "./registry.ts";
