import net from "node:net";
import tls from "node:tls";
import type { Address } from "./address.ts";
import type { KafkaConnection } from "./port.ts";

const KEEP_ALIVE_MS = 60_000;

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
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      ...(security.ca === undefined ? {} : { ca: security.ca }),
      ...(security.cert === undefined ? {} : { cert: security.cert }),
      ...(security.key === undefined ? {} : { key: security.key }),
    }, onConnect)
    : net.connect({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  return socket;
}
