import { nullLogger, nullMeter } from "../../core/mod.ts";
import type { runConsumer } from "../../consumer/mod.ts";
import type { SaveOutcome } from "../../storage/mod.ts";
import type { RunningConsuming } from "../consuming.ts";
import type { PlatformConsumerOptions } from "./analytics.ts";
import { correlate, type Incident } from "./incidents.ts";
import { APPLICATION_LOGS, SYSTEM_METRICS } from "./message_kinds.ts";
import { MetricAnomalyAlerts } from "./metric_anomalies.ts";
import type { PlacedFinding } from "./partition_state.ts";
import { ServiceErrorAlerts } from "./service_errors.ts";
import { startStatefulConsumer, type StatefulFindings } from "./stateful_consumer.ts";

/** The group that raises alerts. */
export const ALERTING_GROUP = "alerting-group";

/** What an alerting consumer tells beside its counts of records. */
export interface AlertingFindings extends StatefulFindings {
  /** Pairs of an error burst and an anomaly that it was the first to store, by service and metric. */
  readonly incidents: Readonly<Record<string, number>>;
}

/**
 * Joins the group and raises alerts: bursts of errors of a service, what is unusual in a host's
 * figures, and pairs of both within a minute. An alert is a document, a WARN line and a count, each
 * once, when it is stored for the first time.
 *
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export async function startAlerting(
  kafka: Parameters<typeof runConsumer>[0],
  { groupId = ALERTING_GROUP, nameOf = (topic) => topic, ...options }: PlatformConsumerOptions,
): Promise<RunningConsuming<AlertingFindings>> {
  const desk = alertDesk(options);
  const running = await startStatefulConsumer(kafka, {
    ...options,
    groupId,
    sources: [
      {
        kind: APPLICATION_LOGS,
        topic: nameOf(APPLICATION_LOGS.topic),
        begin: () => new ServiceErrorAlerts(),
      },
      {
        kind: SYSTEM_METRICS,
        topic: nameOf(SYSTEM_METRICS.topic),
        begin: () => new MetricAnomalyAlerts(),
      },
    ],
    onFound: desk.onFound,
  });
  const told = <S extends StatefulFindings>(statistics: S) => ({
    ...statistics,
    incidents: desk.incidents(),
  });
  return {
    closed: running.closed,
    assignment: () => running.assignment(),
    statistics: () => told(running.statistics()),
    stop: async () => told(await running.stop()),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** Says what was found, once each, and looks for what belongs to it. */
function alertDesk(
  { store, logger = nullLogger, meter = nullMeter }: PlatformConsumerOptions,
) {
  const incidents: Record<string, number> = {};
  const total = meter.counter({
    name: "platform_alerts_total",
    help: "Alerts raised, by kind",
    labels: ["kind"],
  });
  for (const kind of ["error_burst", "anomaly", "incident"]) total.add(0, { kind });
  const raise = (kind: string, message: string, fields: Readonly<Record<string, unknown>>) => {
    total.add(1, { kind });
    // The line's own `service` is who writes it.
    const { service: failing_service, ...rest } = fields;
    const failing = failing_service === undefined ? {} : { failing_service };
    logger.log("WARN", message, { alert: kind, ...failing, ...rest });
  };
  const onIncident = (incident: Incident, outcome: SaveOutcome) => {
    if (outcome === "duplicate") return;
    const { service, metric, host } = incident;
    const label = `${service} and ${metric}`;
    incidents[label] = (incidents[label] ?? 0) + 1;
    raise("incident", `Errors of ${service} while ${metric} of ${host} was unusual`, {
      ...incident,
    });
  };
  return {
    incidents: () => ({ ...incidents }),
    async onFound(finding: PlacedFinding, outcome: SaveOutcome): Promise<void> {
      if (outcome === "inserted") raise(finding.kind, messageOf(finding), finding.body);
      await correlate(store, finding, onIncident);
    },
  };
}

function messageOf({ kind, body }: PlacedFinding): string {
  if (kind === "error_burst") {
    return `${body["errors"]} errors of ${body["service"]} within a minute`;
  }
  return `${body["metric"]} of ${body["host"]} is unusual`;
}
