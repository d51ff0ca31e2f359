import type { WorkshopError } from "../core/mod.ts";

/** What to do about errors that no waiting will end. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ["SASL_AUTHENTICATION_FAILED", "check the user, the password and the mechanism"],
  ["UNSUPPORTED_SASL_MECHANISM", "choose one that the broker takes"],
  ["TOPIC_AUTHORIZATION_FAILED", "add an ACL that allows this user to do it with the topic"],
  ["GROUP_AUTHORIZATION_FAILED", "add an ACL that allows this user to do it with the group"],
  ["CLUSTER_AUTHORIZATION_FAILED", "add an ACL that allows this user to do it with the cluster"],
  [
    "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
    "add an ACL that allows this user to do it with the transactional id",
  ],
  ["SECURITY_DISABLED", "configure an authorizer, or leave ACLs out"],
]);

/** What to do about an error, to be said behind what happened; nothing for most. */
export function adviceOn(code: string): string {
  return ADVICE.has(code) ? `; ${ADVICE.get(code)}` : "";
}

/** Whether the cluster does not let this user do it: asking again changes nothing. */
export function isRefusal({ code }: WorkshopError): boolean {
  return ADVICE.has(code);
}
