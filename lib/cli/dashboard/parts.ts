import {
  type Classroom,
  classroomRoutes,
  groupRoutes,
  type GroupWatch,
  labRoutes,
  type PageRoute,
  schemaRoutes,
  topicRoutes,
  type WireProxy,
  wireRoutes,
} from "../../dashboard/mod.ts";
import type { Admin, Kafka } from "../../kafka/mod.ts";
import type { RegistryClient } from "../../schemas/mod.ts";
import { labSource } from "./lab_source.ts";
import { lastingAdmin } from "./lasting_admin.ts";
import { recordParts } from "./record_parts.ts";

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

/** What `startDashboard` is given of the pages; closing it closes what they have opened. */
export interface DashboardParts extends AsyncDisposable {
  readonly routes: readonly PageRoute[];
}

/** Hands the ports to each part of the dashboard and gathers its routes. */
export function dashboardParts(needs: DashboardNeeds): DashboardParts {
  const opened = new AsyncDisposableStack();
  const admin = opened.use(lastingAdmin(needs.kafka));
  const ports: DashboardPorts = { ...needs, admin };
  const records = opened.use(recordParts(ports));
  return {
    routes: [...routesOf(ports), ...records.routes],
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** One line for each part: what it is handed is all that it can do. */
function routesOf(ports: DashboardPorts): readonly PageRoute[] {
  const { kafka, registry, groups: watch, wire, classroom } = ports;
  return [
    ...topicRoutes(ports),
    ...groupRoutes({ kafka, watch }),
    ...(registry === undefined ? [] : schemaRoutes({ kafka, registry })),
    ...labRoutes(labSource()),
    ...wireRoutes(wire),
    ...classroomRoutes(classroom),
  ];
}
