/** An alert as Alertmanager writes it into its message. */
export function toldBy(
  alertname: string,
  labels: Readonly<Record<string, string>> = {},
  status: "firing" | "resolved" = "firing",
): Record<string, unknown> {
  const named = JSON.stringify([alertname, labels]);
  const hash = [...named].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return {
    status,
    labels: { alertname, ...labels },
    annotations: { summary: `${alertname} is there`, action: "look" },
    startsAt: "2026-01-01T00:00:00.000Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "http://prometheus:9090/graph?g0.expr=" +
      encodeURIComponent('up{job=~"workshop-.+"}\n  == 0') + "&g0.tab=1",
    fingerprint: hash.toString(16),
  };
}

/** A message of Alertmanager's webhook. */
export function alertMessage(alerts: readonly unknown[]): Record<string, unknown> {
  return {
    version: "4",
    groupKey: "{}:{}",
    truncatedAlerts: 0,
    status: "firing",
    receiver: "dashboard",
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager:9093",
    alerts,
  };
}
