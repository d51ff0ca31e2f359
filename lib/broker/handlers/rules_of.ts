import { RequestError } from "../errors.ts";
import type { Rules } from "../security/rules.ts";
import type { RequestContext } from "./handler.ts";

/**
 * The access rules, for those who may ask for them.
 *
 * @throws {RequestError} code `CLUSTER_AUTHORIZATION_FAILED`, or `SECURITY_DISABLED` without rules
 */
export function rulesOf({ cluster, access }: RequestContext): Rules {
  access.demand("cluster");
  const { security } = cluster;
  if (security?.authorizer === undefined) {
    throw new RequestError("SECURITY_DISABLED", "No Authorizer is configured.");
  }
  return security.rules;
}
