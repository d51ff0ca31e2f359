/**
 * A TCP proxy between any Kafka client and any cluster, that knows the protocol: it spoils chosen
 * requests and answers, and shows the traffic.
 *
 * @module
 */
export type { Fault, FaultAction, FaultHandle, FaultListener, FiredFault } from "./faults.ts";
export type { FrozenClient } from "./frozen_clients.ts";
export { type Proxy, type ProxyOptions, type RefuseOptions, startProxy } from "./proxy.ts";
export type { UpstreamTls } from "./socket.ts";
export type { TrafficFrame, TrafficListener } from "./traffic.ts";
