const OPERATIONS = {
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
} as const;

function bits(...names: (keyof typeof OPERATIONS)[]): number {
  return names.reduce((set, name) => set | (1 << OPERATIONS[name]), 0);
}

/** What everybody may do with a topic as long as there is no authorizer. */
export const TOPIC_OPERATIONS: number = bits(
  "read",
  "write",
  "create",
  "delete",
  "alter",
  "describe",
  "describeConfigs",
  "alterConfigs",
);

/** What everybody may do with a group as long as there is no authorizer. */
export const GROUP_OPERATIONS: number = bits(
  "read",
  "delete",
  "describe",
  "describeConfigs",
  "alterConfigs",
);

/** What everybody may do with the cluster as long as there is no authorizer. */
export const CLUSTER_OPERATIONS: number = bits(
  "create",
  "clusterAction",
  "describeConfigs",
  "alterConfigs",
  "idempotentWrite",
  "alter",
  "describe",
);

/** Stands where nobody asked. */
export const UNKNOWN_OPERATIONS = -0x8000_0000;
