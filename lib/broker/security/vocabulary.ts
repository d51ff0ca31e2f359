/** What rules can be about, by Kafka's own numbers. */
export const RESOURCE_TYPES = {
  topic: 2,
  group: 3,
  cluster: 4,
  transactionalId: 5,
  delegationToken: 6,
  user: 7,
} as const;

/** How the name of a rule's resource is read, by Kafka's own numbers. */
export const PATTERN_TYPES = { literal: 3, prefixed: 4 } as const;

/** What one may do with a resource, by Kafka's own numbers. */
export const OPERATIONS = {
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

/** Whether a rule forbids or allows, by Kafka's own numbers. */
export const PERMISSIONS = { deny: 2, allow: 3 } as const;

/** In a filter: whatever it is. */
export const ANY = 1;
/** In a filter of patterns: every pattern that covers the name. */
export const MATCH = 2;
/** The only name that the cluster has as a resource. */
export const CLUSTER_NAME = "kafka-cluster";
/** Stands for every name, host or user. */
export const WILDCARD = "*";

/** A kind of resource that requests are about. */
export type ResourceType = keyof typeof RESOURCE_TYPES;
/** Something that a request does with a resource. */
export type Operation = Exclude<keyof typeof OPERATIONS, "all">;

/** One resource by its name. */
export interface Resource {
  readonly type: ResourceType;
  readonly name: string;
}
