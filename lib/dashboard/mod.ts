/**
 * The dashboard: a page on loopback that shows a running system live.
 *
 * @module
 */
export { type ServerEvent } from "./event_stream.ts";
export * from "./alert_rules.ts";
export * from "./from_lag.ts";
export { groupRoutes, type GroupsPorts } from "./groups/group_routes.ts";
export * from "./groups/group_watch.ts";
export type { RebalanceMember, RebalanceView } from "./groups/rebalance.ts";
export * from "./route_stream.ts";
export * from "./routing.ts";
export * from "./server.ts";
export * from "./source.ts";
