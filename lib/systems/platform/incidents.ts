import type { SaveOutcome, Store, StoreDocument } from "../../storage/mod.ts";
import type { PlacedFinding } from "./partition_state.ts";

/** Errors and anomalies so near to each other in time are looked at together, in milliseconds. */
export const INCIDENT_MS = 60_000;
/** More than alerts raise in that time; a bound all the same. */
const MOST = 100;

const PARTNER: Readonly<Record<string, string>> = {
  error_burst: "anomaly",
  anomaly: "error_burst",
};

type Alert = Pick<StoreDocument, "id" | "timeMs" | "body" | "origin">;

/** A service had many errors while a figure of a host was unusual. */
export interface Incident {
  /** The service. */
  readonly service: string;
  /** The host. */
  readonly host: string;
  /** The figure. */
  readonly metric: string;
  /** Time from the one to the other, in milliseconds; negative when the anomaly came first. */
  readonly apart_ms: number;
}

/**
 * Looks for the alerts of the other kind around one that is in the store, and stores each pair. Both
 * are stored before either looks: whoever comes second finds the other, in whatever member it is.
 */
export async function correlate(
  store: Store,
  finding: PlacedFinding,
  told: (incident: Incident, outcome: SaveOutcome) => void,
): Promise<void> {
  const kind = PARTNER[finding.kind];
  if (kind === undefined) return;
  const near = await store.find({
    where: { kind },
    fromMs: finding.timeMs - INCIDENT_MS,
    toMs: finding.timeMs + INCIDENT_MS + 1,
    limit: MOST,
  });
  if (near.length === 0) return;
  const pairs = near.map((other) =>
    kind === "anomaly" ? pairOf(finding, other) : pairOf(other, finding)
  );
  const outcomes = await store.saveAll(pairs.map(({ document }) => document));
  outcomes.forEach((outcome, at) => told(pairs[at]!.incident, outcome));
}

function pairOf(burst: Alert, anomaly: Alert) {
  const { topic, partition, offset } = burst.origin;
  const incident: Incident = {
    service: String(burst.body["service"]),
    host: String(anomaly.body["host"]),
    metric: String(anomaly.body["metric"]),
    apart_ms: anomaly.timeMs - burst.timeMs,
  };
  const document: StoreDocument = {
    id: `incident:${burst.id}+${anomaly.id}`,
    timeMs: Math.max(burst.timeMs, anomaly.timeMs),
    body: { kind: "incident", ...incident, burst: burst.id, anomaly: anomaly.id },
    origin: { topic, partition, offset },
  };
  return { incident, document };
}
