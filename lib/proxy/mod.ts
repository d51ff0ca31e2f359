/**
 * A TCP proxy between any Kafka client and any cluster, that knows the protocol: it spoils chosen
 * requests and answers, and shows the traffic.
 *
 * @module
 */
export { FAULT_HELP, formatFault, parseFault } from "./fault_text.ts";
export type { Fault, FaultAction, FaultHandle, FaultListener, FiredFault } from "./faults.ts";
export type { FrozenClient } from "./frozen_clients.ts";
export { type Proxy, type ProxyOptions, type RefuseOptions, startProxy } from "./proxy.ts";
export { isListening, type UpstreamTls } from "./socket.ts";
export type { TrafficFrame, TrafficListener } from "./traffic.ts";
export { plainBody, type PlainOptions } from "./wire/plain.ts";
export { clockTime, wireFull, wireJson, wireLine } from "./wire/wire_text.ts";
export {
  detailsOf,
  isShown,
  type ReadFrame,
  readFrame,
  type WireFilter,
} from "./wire/wire_view.ts";
