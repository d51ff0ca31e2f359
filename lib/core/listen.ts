import { ConfigError } from "./errors.ts";

/** Which port is wanted and what happens when it is taken. */
export interface ListenOptions {
  /** The wanted port; 0 lets the system choose. */
  readonly port: number;
  /** Whether somebody asked for this very port: then a taken one is an error. */
  readonly explicit: boolean;
  /** What listens, for messages: `"the dashboard"`. */
  readonly what: string;
  /** How many ports after a taken one are tried. @default {20} */
  readonly attempts?: number;
  /** Hears that another port was taken than the wanted one. */
  readonly onMoved?: (message: string) => void;
}

/**
 * Opens a listener on the wanted port, or on the next free one when nobody insisted on it.
 *
 * @throws {ConfigError} when an explicit port, or every one tried, is taken
 */
export function listenOrNext<T>(options: ListenOptions, open: (port: number) => T): T {
  const { port, explicit, what, attempts = 20, onMoved } = options;
  const last = port === 0 || explicit ? port : Math.min(65_535, port + attempts);
  for (let candidate = port; candidate <= last; candidate++) {
    try {
      const opened = open(candidate);
      if (candidate !== port) {
        onMoved?.(`Port ${port} is taken, so ${what} listens on ${candidate}`);
      }
      return opened;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new ConfigError(
    last === port
      ? `Port ${port} for ${what} is taken: stop what listens there or choose another port`
      : `Ports ${port} to ${last} for ${what} are all taken: choose another port`,
  );
}

/** An address that something is to listen on later. */
export interface WantedAddress {
  /** From 1 to 65535; 0 for any that is free. */
  readonly port: number;
  /** The interface to listen on. @default {"127.0.0.1"} */
  readonly hostname?: string;
  /** What is to listen there, for messages. */
  readonly what: string;
}

/**
 * Refuses a taken port before work begins that would be in vain; it is free again afterwards.
 *
 * @throws {ConfigError} when the port is taken
 */
export function demandFree({ port, hostname = "127.0.0.1", what }: WantedAddress): void {
  listenOrNext({ port, explicit: true, what }, () => Deno.listen({ port, hostname })).close();
}
