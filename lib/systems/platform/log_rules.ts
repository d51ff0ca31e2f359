import type { LogRouterOptions } from "../../processor/mod.ts";

/**
 * Where log messages go: every rule that fits, in this order; what fits none goes to the archive.
 * A sink is a file of the collected logs and a name under which messages are found in the store.
 */
export const LOG_RULES: LogRouterOptions = {
  match: "all",
  routes: [
    { sink: "security", services: ["auth-service"], pattern: /failed logins|denied|forbidden/i },
    { sink: "payments", services: ["payment-service"] },
    { sink: "errors", minLevel: "ERROR" },
    { sink: "slow", minLevel: "WARN", pattern: /\b\d{4,} ms\b/ },
  ],
  otherwise: "archive",
};
