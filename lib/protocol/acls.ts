/** What rules (ACLs) can be about, by the numbers on the wire. */
export const ACL_RESOURCES = {
  topic: 2,
  group: 3,
  cluster: 4,
  transactionalId: 5,
  delegationToken: 6,
  user: 7,
} as const;

/** How the name of a rule's resource is read, by the numbers on the wire. */
export const ACL_PATTERNS = { literal: 3, prefixed: 4 } as const;

/** What one may do with a resource, by the numbers on the wire. */
export const ACL_OPERATIONS = {
  all: 2,
  read: 3,
  write: 4,
  create: 5,
  delete: 6,
  alter: 7,
  describe: 8,
  clusterAction: 9,
  describeConfigs: 10,
  alterConfigs: 11,
  idempotentWrite: 12,
  createTokens: 13,
  describeTokens: 14,
  twoPhaseCommit: 15,
} as const;

/** Whether a rule forbids or allows, by the numbers on the wire. */
export const ACL_PERMISSIONS = { deny: 2, allow: 3 } as const;

/** In a filter: whatever it is. */
export const ACL_ANY = 1;
/** In a filter of patterns: every pattern that covers the name. */
export const ACL_MATCH = 2;
