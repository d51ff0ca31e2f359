import net from "node:net";
import tls from "node:tls";
import { type Address, parseAddresses } from "./address.ts";

/** How the proxy proves and checks identities when it dials a broker by TLS. */
export interface UpstreamTls {
  /** PEM of the authority that signed the brokers' certificates. @default {the system's} */
  readonly ca?: string;
  /** PEM of the proxy's own certificate. */
  readonly cert?: string;
  /** PEM of its private key. */
  readonly key?: string;
}

/** What a broker is dialled with. */
export interface DialOptions {
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** Without it the connection is a plain one. */
  readonly tls?: UpstreamTls | undefined;
}

/** A connected socket. @throws the system's error when nobody listens there, or TLS fails */
export function dial(address: Address, { signal, tls }: DialOptions): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = tls === undefined
      ? net.connect({ ...address, noDelay: true })
      : dialTls(address, tls);
    const abort = () => socket.destroy(new Error("The connection is no longer wanted"));
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", reject);
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      signal.removeEventListener("abort", abort);
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

const LISTENING_DEADLINE_MS = 2000;

/**
 * Whether somebody takes connections at the first of the addresses, `"host:port"` with commas
 * between; what does not answer within two seconds does not.
 *
 * @throws {ConfigError} when one of them is not of that form
 */
export async function isListening(addresses: string): Promise<boolean> {
  const [first] = parseAddresses(addresses);
  const signal = AbortSignal.timeout(LISTENING_DEADLINE_MS);
  const socket = await dial(first!, { signal }).catch(() => undefined);
  socket?.destroy();
  return socket !== undefined;
}

function dialTls({ host, port }: Address, options: UpstreamTls): net.Socket {
  const named = net.isIP(host) === 0 ? { servername: host } : {};
  const socket = tls.connect({ host, port, ...options, ...named });
  socket.setNoDelay(true);
  return socket;
}

/** Ends a connection with a reset; one that is encrypted ends without a farewell. */
export function reset(socket: net.Socket): void {
  if (socket instanceof tls.TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** Sends bytes; resolves when the socket takes more, or has closed. */
export function send(socket: net.Socket, bytes: Uint8Array): Promise<void> | undefined {
  if (socket.destroyed || socket.write(bytes)) return undefined;
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.on("drain", done);
    socket.on("close", done);
  });
}

/** Resolves when the socket has closed. */
export function closed(socket: net.Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => socket.once("close", () => resolve()));
}
