import type { AccessLogEntry } from "./access_log.ts";
import type { ApplicationLog } from "./application_log.ts";
import type { UserEvent } from "./user_event.ts";

/** Paths of which a request is a look at a page; anything else belongs to one. */
const ASSET = /\.(css|js|png|jpe?g|gif|ico|svg|woff2?|ttf|xml|txt)$/i;

/**
 * What a user did, by a request of an access log: asking for a page is a `page_view`, sending
 * something or asking for a part of a page a `click`. One address counts as one user.
 */
export function userEventOfAccess(entry: AccessLogEntry): UserEvent {
  const page = entry.target.split("?")[0]!;
  const isPage = entry.method === "GET" && !ASSET.test(page);
  return {
    user_id: entry.address,
    event: isPage ? "page_view" : "click",
    timestamp: new Date(entry.timeMs).toISOString(),
    ...(page !== "" && { page }),
    status: entry.status,
  };
}

/** What the web server says of a request: 5xx is an error, 4xx a warning. */
export function applicationLogOfAccess(entry: AccessLogEntry): ApplicationLog {
  const { status, method, target, bytes, address, timeMs } = entry;
  return {
    timestamp: new Date(timeMs).toISOString(),
    level: status >= 500 ? "ERROR" : status >= 400 ? "WARN" : "INFO",
    service: "web-server",
    message: `${method} ${target} ${status}, ${bytes} bytes`,
    user_id: address,
  };
}
