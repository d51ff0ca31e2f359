import { ConfigError } from "../core/mod.ts";

/** Where a broker listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Parses `host:port`; an IPv6 address stands in brackets.
 *
 * @throws {ConfigError} when it is neither
 */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || port < 1 || port > 65535) {
    throw new ConfigError(
      `Bootstrap server "${text}" is not host:port: write it like localhost:9092`,
    );
  }
  return { host, port };
}

/** The address as text. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
