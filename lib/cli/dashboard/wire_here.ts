import type { WireProxy } from "../../dashboard/mod.ts";
import type { UpstreamTls } from "../../proxy/mod.ts";
import { startBefore } from "../proxy/upstream.ts";
import { wireProxy } from "./wire_proxy.ts";

/** A proxy before the dashboard's cluster. */
export interface WireHere extends AsyncDisposable {
  readonly view: WireProxy;
}

/** Starts a proxy before a cluster; on a free port when that one is taken, unless it is 0. */
export async function openWireHere({ connection, known, port }: {
  readonly connection: { readonly tls: UpstreamTls | false };
  readonly known: { readonly kind: string; readonly bootstrapServers: string };
  readonly port: number;
}): Promise<WireHere> {
  const { bootstrapServers: address, kind } = known;
  const { tls } = connection;
  const secured = tls === false ? {} : { tls };
  const title = `${kind} at ${address}`;
  const proxy = await startBefore({ address, title, ...secured }, { port, explicit: false });
  return {
    view: wireProxy(proxy, title),
    [Symbol.asyncDispose]: () => proxy.close(),
  };
}
