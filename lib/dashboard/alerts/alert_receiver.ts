import { json, type PageRoute } from "../routing.ts";
import type { DashboardSource } from "../source.ts";
import { alertsIn } from "./alert_payload.ts";
import {
  ReceivedAlerts,
  type ReceivedAlertsOptions,
  withReceivedAlerts,
} from "./received_alerts.ts";

/** Who may send alerts. */
export interface AlertReceiverOptions extends ReceivedAlertsOptions {
  /** What a sender proves itself by. @default {nobody may send} */
  readonly token?: string | undefined;
  /** A name with a port under which the sender knows this server. @default {loopback's alone} */
  readonly host?: string | undefined;
}

/** Takes Alertmanager's messages and puts the alerts into a dashboard. */
export interface AlertReceiver {
  /** One route with a token, none without. */
  readonly routes: readonly PageRoute[];
  /** A source whose snapshots have the received alerts beside their own. */
  around(source: DashboardSource): DashboardSource;
}

/** Where Alertmanager's webhook is to send its messages. */
export const ALERT_WEBHOOK_PATH = "/api/alerts/webhook";

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Opens `POST /api/alerts/webhook` for a sender that knows the token, and for nobody else: it takes
 * no page's token, and its own opens nothing but this route.
 */
export function alertReceiver(options: AlertReceiverOptions = {}): AlertReceiver {
  const { token, host } = options;
  const received = new ReceivedAlerts(options);
  const around = (source: DashboardSource) => withReceivedAlerts(source, received);
  if (token === undefined) return { routes: [], around: (source) => source };
  const route: PageRoute = {
    method: "POST",
    path: ALERT_WEBHOOK_PATH,
    access: "machine",
    machine: { token, hosts: host === undefined ? [] : [host] },
    maxBodyBytes: MAX_BODY_BYTES,
    answer: ({ body }) => {
      const alerts = alertsIn(body);
      received.take(alerts);
      return json({ taken: alerts.length });
    },
  };
  return { routes: [route], around };
}
