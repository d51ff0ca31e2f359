import { ACLS } from "./acls.ts";
import { LOGINS } from "./logins.ts";
import type { SecureScenario } from "./secure_session.ts";
import { USERS } from "./users.ts";

/** Every scenario of the contract on a cluster that asks who one is. */
export const SECURE_SCENARIOS: readonly SecureScenario[] = [
  ...LOGINS,
  ...USERS,
  ...ACLS,
];
