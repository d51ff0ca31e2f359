import { ConfigError, messageOf } from "../core/mod.ts";
import type { Config } from "./config.ts";

/** How to reach a cluster, as the Kafka port wants it. */
export interface ConnectionSettings {
  /** `host:port`, one or more. */
  readonly bootstrapServers: readonly string[];
  /** The name by which brokers know this program. */
  readonly clientId: string;
  /** PEM texts; `false` is a plain connection. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | false;
  /** The login, if there is one. */
  readonly sasl?: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  };
}

/**
 * The connection that a configuration describes; it holds the password in clear, so print the
 * configuration and not this.
 *
 * @throws {ConfigError} when a PEM file can't be read
 */
export function connectionOf(config: Config): ConnectionSettings {
  const { bootstrapServers, clientId, saslMechanism, saslUsername, saslPassword } = config;
  const connection = { bootstrapServers, clientId, tls: tlsOf(config) };
  if (saslMechanism === undefined || saslUsername === undefined || saslPassword === undefined) {
    return connection;
  }
  return {
    ...connection,
    sasl: { mechanism: saslMechanism, username: saslUsername, password: saslPassword.reveal() },
  };
}

function tlsOf(config: Config): ConnectionSettings["tls"] {
  if (!config.securityProtocol.endsWith("SSL")) return false;
  const { sslCaFile, sslCertFile, sslKeyFile } = config;
  return {
    ...(sslCaFile !== undefined && { ca: pem("KAFKA_SSL_CA_FILE", sslCaFile) }),
    ...(sslCertFile !== undefined && { cert: pem("KAFKA_SSL_CERT_FILE", sslCertFile) }),
    ...(sslKeyFile !== undefined && { key: pem("KAFKA_SSL_KEY_FILE", sslKeyFile) }),
  };
}

function pem(variable: string, path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    throw new ConfigError(
      `${variable} names ${path}, which can't be read (${
        messageOf(cause)
      }): check the path and its rights`,
      { cause },
    );
  }
}
