import { ConfigError } from "../../core/mod.ts";

/** Where reports are taken. */
export interface ListenAddress {
  /** A name or an address; IPv6 without brackets. */
  readonly hostname: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Whether the port was named: then a taken one is an error. */
  readonly explicitPort: boolean;
}

const DEFAULT_PORT = 8090;
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;
const ADDRESS = /^(?:\[([\da-fA-F:.]+)\]|([^:[\]\s/]+))(?::(\d{1,5}))?$/;

/**
 * Reads `0.0.0.0:8090`, `192.168.1.5`, `[::]:8090` or `classroom.local`; without a port it is 8090.
 *
 * @throws {ConfigError} saying what an address looks like
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, six, name, digits] = ADDRESS.exec(text) ?? [];
  const hostname = six ?? name ?? "";
  const port = digits === undefined ? DEFAULT_PORT : Number(digits);
  const isHost = six !== undefined ? six.includes(":") : NAME.test(hostname);
  if (isHost && port <= 65_535) return { hostname, port, explicitPort: digits !== undefined };
  throw new ConfigError(
    `"${text}" is no address to listen on: use one of this machine's, as 0.0.0.0:8090 for all of ` +
      `them, 192.168.1.5 or [::]:8090`,
  );
}

/** A host as it stands in a URL. */
export function urlHost(hostname: string): string {
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

/** Whether it stands for all addresses of the machine, which nobody can dial. */
export function isWildcard(hostname: string): boolean {
  return hostname === "0.0.0.0" || /^[0:]+$/.test(hostname);
}
