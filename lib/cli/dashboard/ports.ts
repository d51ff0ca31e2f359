import type { Classroom, GroupWatch, WireProxy } from "../../dashboard/mod.ts";
import type { Admin, Kafka } from "../../kafka/mod.ts";
import type { RegistryClient } from "../../schemas/mod.ts";

/** What the pages are made of. */
export interface DashboardNeeds {
  readonly kafka: Kafka;
  /** The schema registry, where one is known. */
  readonly registry: RegistryClient | undefined;
  /** What is known of the groups; whoever polls the cluster looks through it. */
  readonly groups: GroupWatch;
  /** A proxy before the cluster, where one runs. */
  readonly wire?: WireProxy | undefined;
  /** The class whose results are taken, where there is one. */
  readonly classroom?: Classroom | undefined;
}

/** The ports that are handed to the parts of the dashboard. */
export interface DashboardPorts extends DashboardNeeds {
  /** Outlives the cluster's absence; every call is bounded. */
  readonly admin: Admin;
}
