import { type Config, connectionOf, loadConfig, type LoadConfigOptions } from "../config/mod.ts";
import { connectKafka, type KafkaDeps } from "./connect.ts";
import type { Kafka } from "./port.ts";

/** A port to Kafka and the settings it was made by. */
export interface ConfiguredKafka {
  /** The port; whoever asked for it closes it. */
  readonly kafka: Kafka;
  /** All settings, validated and frozen. */
  readonly config: Config;
}

/**
 * The port to the cluster that a configuration names; one that isn't loaded yet is put together from
 * defaults, files and the environment. Nothing is dialled before something is asked for.
 *
 * @throws {ConfigError} for a bad value, naming it and what is allowed
 *
 * @example
 * ```ts
 * import { connectConfigured } from "./configured.ts";
 *
 * const env = (name: string) => name === "KAFKA_TOPIC" ? "orders" : undefined;
 * const { kafka, config } = connectConfigured({ env });
 * console.log(config.topic, config.bootstrapServers); // orders [ "localhost:9092" ]
 * await kafka[Symbol.asyncDispose]();
 * ```
 */
export function connectConfigured(
  source: Config | LoadConfigOptions = {},
  deps: KafkaDeps = {},
): ConfiguredKafka {
  const config = "origins" in source ? source : loadConfig(source);
  return { kafka: connectKafka(connectionOf(config), deps), config };
}
