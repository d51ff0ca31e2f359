/**
 * Settings from defaults, a JSON file and the environment, as one frozen, validated object.
 *
 * @module
 */
export type { Config, Origin, SettingName, Settings } from "./config.ts";
export * from "./connection.ts";
export * from "./describe.ts";
export * from "./kafka_config_manager.ts";
export { loadConfig, type LoadConfigOptions } from "./load.ts";
export { type Role, ROLE_DEFAULTS } from "./roles.ts";
export { Secret } from "./secret.ts";
export { ENVIRONMENT_VARIABLES } from "./settings.ts";
