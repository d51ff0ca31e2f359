import dns from "node:dns";
import net from "node:net";
import tls from "node:tls";
import type { Address } from "./address.ts";
import type { KafkaConnection } from "./port.ts";

const KEEP_ALIVE_MS = 60_000;

const lookups = new Set<Promise<void>>();

/** Resolves when no name is looked up any more: a lookup can't be ended with the socket it is for. */
export async function lookupsEnded(): Promise<void> {
  await Promise.all(lookups);
}

const lookup: net.LookupFunction = (name, options, tell) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  lookups.add(promise);
  dns.lookup(name, options, (...answer) => {
    lookups.delete(promise);
    resolve();
    tell(...answer);
  });
};

/** Dials an address, with TLS when the connection asks for it; `onConnect` tells when it stands. */
export function dial(
  { host, port }: Address,
  security: KafkaConnection["tls"],
  onConnect: () => void,
): net.Socket {
  const socket = security
    ? tls.connect({
      host,
      port,
      lookup,
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      ...(security.ca === undefined ? {} : { ca: security.ca }),
      ...(security.cert === undefined ? {} : { cert: security.cert }),
      ...(security.key === undefined ? {} : { key: security.key }),
    }, onConnect)
    : net.connect({ host, port, lookup }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  return socket;
}
