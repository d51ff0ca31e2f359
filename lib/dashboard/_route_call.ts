import type { RouteCall } from "./routing.ts";

/** A call as a route is given it, but for what the test changes; it never ends by itself. */
export function routeCall(change: Partial<RouteCall> = {}): RouteCall {
  return {
    params: {},
    query: new URLSearchParams(),
    body: undefined,
    signal: new AbortController().signal,
    waitUntil() {},
    ...change,
  };
}
