import { ConfigError } from "../core/mod.ts";
import type { SettingName, Settings } from "./config.ts";
import { SETTINGS } from "./settings.ts";

/**
 * Refuses settings that are good by themselves and contradict each other.
 *
 * @throws {ConfigError} when security settings are incomplete or would be ignored, or when a member
 * could not keep its session alive
 */
export function checkTogether(settings: Settings): void {
  checkLogin(settings);
  checkTls(settings);
  if (settings.heartbeatIntervalMs * 2 > settings.sessionTimeoutMs) {
    throw new ConfigError(
      `${variable("heartbeatIntervalMs")} is ${settings.heartbeatIntervalMs / 1000}: use at most ` +
        `half of ${variable("sessionTimeoutMs")}, which is ${settings.sessionTimeoutMs / 1000}`,
    );
  }
}

const LOGIN = ["saslMechanism", "saslUsername", "saslPassword"] as const;
const TLS_FILES = ["sslCaFile", "sslCertFile", "sslKeyFile"] as const;

function checkLogin(settings: Settings): void {
  const { securityProtocol } = settings;
  const given = LOGIN.filter((name) => settings[name] !== undefined);
  if (securityProtocol.startsWith("SASL_")) {
    const missing = LOGIN.filter((name) => !given.includes(name));
    if (missing.length === 0) return;
    throw new ConfigError(
      `${variable("securityProtocol")} is ${securityProtocol}: set ${variables(missing)} too`,
    );
  }
  if (given.length > 0) throw ignored(given, settings, "SASL_SSL or SASL_PLAINTEXT");
}

function checkTls(settings: Settings): void {
  const given = TLS_FILES.filter((name) => settings[name] !== undefined);
  const usesTls = settings.securityProtocol.endsWith("SSL");
  if (!usesTls && given.length > 0) throw ignored(given, settings, "SSL or SASL_SSL");
  if ((settings.sslCertFile === undefined) !== (settings.sslKeyFile === undefined)) {
    throw new ConfigError(
      `${variables(["sslCertFile", "sslKeyFile"])} go together: set both or neither`,
    );
  }
}

/** A security setting without effect is an error: somebody believes in it. */
function ignored(names: readonly SettingName[], settings: Settings, use: string): ConfigError {
  return new ConfigError(
    `${variables(names)} would be ignored while ${variable("securityProtocol")} is ` +
      `${settings.securityProtocol}: use ${use}`,
  );
}

function variable(name: SettingName): string {
  return SETTINGS[name].variables[0];
}

function variables(names: readonly SettingName[]): string {
  return names.map(variable).join(", ");
}
