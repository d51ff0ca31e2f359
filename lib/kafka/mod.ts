/**
 * The port to Kafka and its driver.
 *
 * @module
 */
export { type ConfiguredKafka, connectConfigured } from "./configured.ts";
export { connectKafka, type KafkaDeps } from "./connect.ts";
export * from "./errors.ts";
export { guardsPage } from "./traps/guards_page.ts";
export * from "./port.ts";
export { partitionForKey } from "../protocol/mod.ts";
