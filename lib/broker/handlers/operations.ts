import { ACL_OPERATIONS } from "../../protocol/mod.ts";
import type { Access } from "../security/access.ts";
import type { ResourceKind } from "../security/permissions.ts";
import type { Operation } from "../security/vocabulary.ts";

/** What can be done with each kind of resource, as answers that were asked for it tell. */
const POSSIBLE: { readonly [kind in ResourceKind]?: readonly Operation[] } = {
  topic: [
    "read",
    "write",
    "create",
    "delete",
    "alter",
    "describe",
    "describeConfigs",
    "alterConfigs",
  ],
  group: ["read", "delete", "describe", "describeConfigs", "alterConfigs"],
  cluster: [
    "create",
    "clusterAction",
    "describeConfigs",
    "alterConfigs",
    "idempotentWrite",
    "alter",
    "describe",
  ],
};

/** What a client may do with a resource, as a bit for each operation. */
export function authorizedOperations(access: Access, kind: ResourceKind, name?: string): number {
  return POSSIBLE[kind]!.reduce(
    (set, operation) =>
      access.allows(kind, name, operation) ? set | (1 << ACL_OPERATIONS[operation]) : set,
    0,
  );
}

/** What a client may do with the cluster; nothing where it may not even describe it. */
export function clusterOperations(access: Access): number {
  if (!access.allows("cluster", undefined, "describe")) return 0;
  return authorizedOperations(access, "cluster");
}

/** Stands where nobody asked. */
export const UNKNOWN_OPERATIONS = -0x8000_0000;
