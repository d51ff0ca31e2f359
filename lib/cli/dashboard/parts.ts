import {
  classroomRoutes,
  groupRoutes,
  labRoutes,
  type PageRoute,
  schemaRoutes,
  topicRoutes,
  wireRoutes,
} from "../../dashboard/mod.ts";
import type { DashboardNeeds, DashboardPorts } from "./ports.ts";
import { labSource } from "./lab_source.ts";
import { lastingAdmin } from "./lasting_admin.ts";
import { recordParts } from "./record_parts.ts";

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
