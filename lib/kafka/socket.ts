import net from "node:net";
import tls from "node:tls";
import type { Address } from "./address.ts";
import type { KafkaConnection } from "./port.ts";

const KEEP_ALIVE_MS = 60_000;

/** Nobody can end a lookup, which goes on when its socket is destroyed. */
const lookups = new Set<Promise<void>>();

/** Resolves when no name is looked up any more that was when it was asked. */
export async function lookupsEnded(): Promise<void> {
  await Promise.all(lookups);
}

/** Dials an address, with TLS when the connection asks for it; `onConnect` tells when it stands. */
export function dial(
  { host, port }: Address,
  security: KafkaConnection["tls"],
  onConnect: () => void,
): net.Socket {
  const isName = net.isIP(host) === 0;
  const socket = security
    ? tls.connect({
      host,
      port,
      ...(isName ? { servername: host } : {}),
      ...(security.ca === undefined ? {} : { ca: security.ca }),
      ...(security.cert === undefined ? {} : { cert: security.cert }),
      ...(security.key === undefined ? {} : { key: security.key }),
    }, onConnect)
    : net.connect({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  if (isName) keepUntilLookedUp(socket);
  return socket;
}

/** Lets a socket end only when its name was looked up: one that is destroyed never tells when. */
function keepUntilLookedUp(socket: net.Socket): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const destroy = socket.destroy.bind(socket);
  let isLookedUp = false;
  let wanted: { readonly error: Error | undefined } | undefined;
  lookups.add(promise);
  socket.destroy = (error?: Error) => {
    if (isLookedUp) return destroy(error);
    wanted ??= { error };
    return socket;
  };
  socket.once("lookup", () => {
    isLookedUp = true;
    lookups.delete(promise);
    resolve();
    if (wanted !== undefined) destroy(wanted.error);
  });
}
