import { RequestError } from "../routing.ts";

/** One alert as Alertmanager tells it. */
export interface ToldAlert {
  /** The rule's name. */
  readonly name: string;
  /** Tells alerts of one rule apart. */
  readonly fingerprint: string;
  /** Whether it is there or over. */
  readonly status: "firing" | "resolved";
  /** What Prometheus knows of it, without the rule's name. */
  readonly labels: Readonly<Record<string, string>>;
  /** The rule's sentences. */
  readonly annotations: Readonly<Record<string, string>>;
  /** When it began, milliseconds since 1970. */
  readonly startsAtMs: number;
  /** The rule's expression, where the message leads to it. */
  readonly expression: string | undefined;
}

const MAX_ALERTS = 1000;
const MAX_ENTRIES = 64;
const MAX_TEXT = 2000;

/**
 * The alerts in a message of Alertmanager's webhook, version 4.
 *
 * @throws {RequestError} 400 when it is none
 */
export function alertsIn(payload: unknown): readonly ToldAlert[] {
  const { version, alerts } = objectOf(payload, "the message");
  if (version !== "4") throw wrong("its version is not 4, which Alertmanager sends");
  if (!Array.isArray(alerts)) throw wrong("it has no list of alerts");
  if (alerts.length > MAX_ALERTS) {
    throw wrong(`it has ${alerts.length} alerts: set max_alerts of the webhook to ${MAX_ALERTS}`);
  }
  return alerts.map((alert, at) => toldAlert(objectOf(alert, `alert ${at}`), `alert ${at}`));
}

function toldAlert(alert: Readonly<Record<string, unknown>>, where: string): ToldAlert {
  const { status, fingerprint, startsAt, generatorURL } = alert;
  const { alertname, ...labels } = textsOf(alert["labels"], `the labels of ${where}`);
  if (alertname === undefined) throw wrong(`${where} has no label alertname`);
  if (status !== "firing" && status !== "resolved") {
    throw wrong(`${where} is neither firing nor resolved`);
  }
  if (typeof fingerprint !== "string" || !/^[0-9a-f]{1,64}$/.test(fingerprint)) {
    throw wrong(`${where} has no fingerprint`);
  }
  const startsAtMs = typeof startsAt === "string" ? Date.parse(startsAt) : NaN;
  if (!Number.isFinite(startsAtMs)) throw wrong(`${where} has no time at which it began`);
  const annotations = textsOf(alert["annotations"] ?? {}, `the annotations of ${where}`);
  const expression = expressionIn(generatorURL);
  return { name: alertname, fingerprint, status, labels, annotations, startsAtMs, expression };
}

/** Prometheus' link to a rule holds its expression. */
function expressionIn(link: unknown): string | undefined {
  if (typeof link !== "string" || link.length > 4 * MAX_TEXT || !URL.canParse(link)) return;
  const expression = new URL(link).searchParams.get("g0.expr")?.replaceAll(/\s+/g, " ").trim();
  return expression?.slice(0, MAX_TEXT) || undefined;
}

function textsOf(value: unknown, where: string): Readonly<Record<string, string>> {
  const entries = Object.entries(objectOf(value, where));
  if (entries.length > MAX_ENTRIES) throw wrong(`${where} are more than ${MAX_ENTRIES}`);
  const texts: Record<string, string> = Object.create(null);
  for (const [name, text] of entries) {
    if (typeof text !== "string") throw wrong(`${where} are not all text`);
    texts[name.slice(0, MAX_TEXT)] = text.slice(0, MAX_TEXT);
  }
  return texts;
}

function objectOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw wrong(`${where} is no JSON object`);
}

function wrong(what: string): RequestError {
  return new RequestError(400, `The message is not one of Alertmanager's webhook: ${what}`);
}
