import type { ACL_OPERATIONS, ACL_RESOURCES } from "../../protocol/mod.ts";

/** The only name that the cluster has as a resource. */
export const CLUSTER_NAME = "kafka-cluster";
/** Stands for every name, host or user. */
export const WILDCARD = "*";

/** A kind of resource that requests are about. */
export type ResourceType = keyof typeof ACL_RESOURCES;
/** Something that a request does with a resource. */
export type Operation = Exclude<keyof typeof ACL_OPERATIONS, "all">;

/** One resource by its name. */
export interface Resource {
  readonly type: ResourceType;
  readonly name: string;
}
