/**
 * The port to Kafka and its driver.
 *
 * @module
 */
export * from "./port.ts";
