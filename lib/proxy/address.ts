import { ConfigError } from "../core/mod.ts";

/** Where something listens. */
export interface Address {
  /** Name or number of the host. */
  readonly host: string;
  /** TCP port. */
  readonly port: number;
}

/**
 * Reads `"host:port"`, or several with commas between them.
 *
 * @throws {ConfigError} when one of them is not of that form
 */
export function parseAddresses(text: string): Address[] {
  return text.split(",").map((part) => {
    const match = /^\s*(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})\s*$/.exec(part);
    const port = Number(match?.[3]);
    if (match === null || port > 65_535) {
      throw new ConfigError(`"${part}" is not an address: give host:port, as in localhost:9092`);
    }
    return { host: match[1] ?? match[2]!, port };
  });
}

/** The form that {@link parseAddresses} reads. */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Whether both name the same place; the names of this machine's loopback count as one. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && (a.host === b.host || (isLoopback(a.host) && isLoopback(b.host)));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
