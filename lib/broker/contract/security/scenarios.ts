import { ACLS } from "./acls.ts";
import { LOGINS } from "./logins.ts";
import { PERMISSIONS_OF_GROUPS } from "./permissions_of_groups.ts";
import { PERMISSIONS_OF_RECORDS } from "./permissions_of_records.ts";
import { PERMISSIONS_OF_THE_CLUSTER } from "./permissions_of_the_cluster.ts";
import { PERMISSIONS_OF_TOPICS } from "./permissions_of_topics.ts";
import { PERMISSIONS_OF_TRANSACTIONS } from "./permissions_of_transactions.ts";
import type { SecureScenario } from "./secure_session.ts";
import { USERS } from "./users.ts";

/** Every scenario of the contract on a cluster that asks who one is. */
export const SECURE_SCENARIOS: readonly SecureScenario[] = [
  ...LOGINS,
  ...USERS,
  ...ACLS,
  ...PERMISSIONS_OF_RECORDS,
  ...PERMISSIONS_OF_TOPICS,
  ...PERMISSIONS_OF_GROUPS,
  ...PERMISSIONS_OF_TRANSACTIONS,
  ...PERMISSIONS_OF_THE_CLUSTER,
];
