import { ConfigError } from "../../core/mod.ts";
import type {
  FaultWish,
  PassingFrame,
  WireFaultView,
  WireFrameView,
  WireProxy,
  WireWish,
} from "../../dashboard/mod.ts";
import { MESSAGES } from "../../protocol/mod.ts";
import {
  detailsOf,
  type Fault,
  type FaultAction,
  type FaultHandle,
  formatFault,
  isShown,
  parseFault,
  type Proxy,
  type ReadFrame,
  readFrame,
  type TrafficFrame,
  type WireFilter,
  wireFull,
} from "../../proxy/mod.ts";

/** Wide enough that a line of fields is rarely cut. */
const FULL_COLUMNS = 200;

const ACTIONS: WireProxy["actions"] = [
  { name: "delay", help: "delay it" },
  { name: "dropAnswer", help: "drop the answer: the broker does the work" },
  { name: "refuse", help: "drop the request: the broker never sees it" },
  { name: "halfRequest", help: "cut the request in half" },
  { name: "halfAnswer", help: "cut the answer in half" },
  { name: "reset", help: "reset the connection once it is passed on" },
  { name: "freeze", help: "freeze it until this is switched off" },
  { name: "flipRequest", help: "turn a bit in a batch of the request" },
  { name: "flipAnswer", help: "turn a bit in a batch of the answer" },
  { name: "garbleAnswer", help: "answer with what nobody can read" },
];

/** A proxy as the page of the wire sees and drives it. */
export function wireProxy(proxy: Proxy, upstream: string): WireProxy {
  return {
    get address() {
      return proxy.bootstrapServers;
    },
    upstream,
    apis: Object.keys(MESSAGES).sort(),
    actions: ACTIONS,
    connections: () => proxy.connections,
    watch(wish, listener) {
      const filter = filterOf(wish);
      return proxy.onTraffic((frame) => {
        if (isShown(frame, filter)) listener(passing(frame));
      });
    },
    faults: () => proxy.faults.map(faultView),
    addFault: (wish) => faultView(proxy.add(faultOf(wish))),
    removeFault(id) {
      const handle = proxy.faults.find((fault) => fault.id === id);
      handle?.remove();
      return handle !== undefined;
    },
    frozen: () => proxy.frozenClients.map(({ clientId, held }) => ({ client: clientId, held })),
    freeze: (client) => void proxy.freezeClient(client),
    release(client) {
      const frozen = proxy.frozenClients.find(({ clientId }) => clientId === client);
      frozen?.release();
      return frozen !== undefined;
    },
  };
}

/** Names of requests are read as those of a fault are; other names may hold anything. */
function apiKeysOf(apis: readonly string[]): NonNullable<Fault["apiKeys"]> {
  return parseFault(`refuse ${apis.join(",")}`).apiKeys ?? [];
}

function filterOf({ apis, clients, topics, errorsOnly, quiet }: WireWish): WireFilter {
  return {
    ...(apis.length > 0 && { apiKeys: apiKeysOf(apis) }),
    ...(clients.length > 0 && { clientIds: clients }),
    ...(topics.length > 0 && { topics }),
    errors: errorsOnly,
    noHeartbeats: quiet,
  };
}

function faultOf({ action, apis, clients, topics, delayMs, times }: FaultWish): Fault {
  if (!ACTIONS.some(({ name }) => name === action)) {
    const names = ACTIONS.map(({ name }) => name).join(", ");
    throw new ConfigError(`There is no action "${action}": use one of ${names}`);
  }
  if (action === "delay" && delayMs === undefined) {
    throw new ConfigError("A delay needs a time: give delayMs, in milliseconds");
  }
  return {
    action: action === "delay" ? { delayMs: delayMs! } : action as FaultAction,
    ...(apis.length > 0 && { apiKeys: apiKeysOf(apis) }),
    ...(clients.length > 0 && { clientIds: clients }),
    ...(topics.length > 0 && { topics }),
    ...(times !== undefined && { times }),
  };
}

function faultView({ id, fault, fired }: FaultHandle): WireFaultView {
  return { id, text: formatFault(fault), fired };
}

function passing(frame: TrafficFrame): PassingFrame {
  let read: ReadFrame | undefined;
  const once = () => read ??= readFrame(frame);
  return {
    view: () => viewOf(once()),
    full: () => wireFull(once(), FULL_COLUMNS),
  };
}

function viewOf(read: ReadFrame): WireFrameView {
  const { frame } = read;
  const { direction, atMs, connectionId, clientId, apiKey, key, fault } = frame;
  const { version, correlationId, sizeBytes, durationMs } = frame;
  return {
    direction,
    atMs,
    connection: connectionId,
    client: clientId ?? "",
    api: apiKey ?? `key ${key}`,
    version,
    correlationId,
    text: detailsOf(read),
    sizeBytes,
    durationMs: durationMs ?? null,
    errors: read.errors,
    fault: fault === undefined ? null : typeof fault === "string" ? fault : "delay",
  };
}
