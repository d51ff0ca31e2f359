/**
 * A TCP proxy between any Kafka client and any cluster, that knows the protocol: it spoils chosen
 * requests and answers, and shows the traffic.
 *
 * @module
 */
export type { Fault, FaultAction, FaultHandle, FiredFault } from "./faults.ts";
export { type Proxy, type ProxyOptions, startProxy } from "./proxy.ts";
export type { TrafficFrame, TrafficListener } from "./traffic.ts";
