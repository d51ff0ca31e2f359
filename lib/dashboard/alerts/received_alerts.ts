import { type Clock, systemClock } from "../../core/mod.ts";
import type { AlertView, DashboardSource } from "../source.ts";
import type { ToldAlert } from "./alert_payload.ts";

/** How much is kept and how long. */
export interface ReceivedAlertsOptions {
  /** Alerts that are kept; of more, those that were heard of last. @default {200} */
  readonly maxAlerts?: number;
  /** An alert that nobody repeats is over after this time, in milliseconds. @default {5 hours} */
  readonly keepMs?: number;
  /** A watchdog that is silent for longer is missed, in milliseconds. @default {5 minutes} */
  readonly watchdogMs?: number;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

interface Held {
  readonly alert: ToldAlert;
  readonly heardAtMs: number;
}

const HOUR_MS = 3_600_000;
/** What an alert can be about, in the order in which it is told. */
const SUBJECTS = ["group", "topic", "broker_id", "compose_service", "store", "mount", "instance"];
const WATCHDOG = "Watchdog";

/** The alerts that Alertmanager has told of and that are not over. */
export class ReceivedAlerts {
  readonly #clock: Clock;
  readonly #maxAlerts: number;
  readonly #keepMs: number;
  readonly #watchdogMs: number;
  readonly #held = new Map<string, Held>();
  #watchdog: { readonly monotonicMs: number; readonly wallMs: number } | undefined;

  /** Nothing has been heard yet. */
  constructor(options: ReceivedAlertsOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#maxAlerts = options.maxAlerts ?? 200;
    this.#keepMs = options.keepMs ?? 5 * HOUR_MS;
    this.#watchdogMs = options.watchdogMs ?? 300_000;
  }

  /** Takes what a message tells: an alert that fires is kept, one that is over is dropped. */
  take(alerts: readonly ToldAlert[]): void {
    for (const alert of alerts) {
      if (alert.name === WATCHDOG) this.#heardWatchdog(alert);
      else this.#takeOne(alert);
    }
    const surplus = [...this.#held.keys()].slice(0, Math.max(0, this.#held.size - this.#maxAlerts));
    for (const fingerprint of surplus) this.#held.delete(fingerprint);
  }

  /** What fires now, the worst first. */
  views(): readonly AlertView[] {
    const nowMs = this.#clock.monotonicMs();
    for (const [fingerprint, { heardAtMs }] of this.#held) {
      if (nowMs - heardAtMs > this.#keepMs) this.#held.delete(fingerprint);
    }
    const views = [...this.#held.values()].map(({ alert }) => viewOf(alert));
    return [...this.#silence(nowMs), ...views.sort(byWeight)];
  }

  #takeOne(alert: ToldAlert): void {
    const known = this.#held.get(alert.fingerprint);
    if (known !== undefined && known.alert.startsAtMs > alert.startsAtMs) return;
    this.#held.delete(alert.fingerprint);
    if (alert.status === "resolved") return;
    this.#held.set(alert.fingerprint, { alert, heardAtMs: this.#clock.monotonicMs() });
  }

  #heardWatchdog({ status }: ToldAlert): void {
    if (status === "resolved") return;
    this.#watchdog = { monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.now() };
  }

  /** The watchdog was heard once and no longer is: the rest may be out of date. */
  #silence(nowMs: number): AlertView[] {
    const last = this.#watchdog;
    if (last === undefined || nowMs - last.monotonicMs <= this.#watchdogMs) return [];
    const minutes = Math.floor((nowMs - last.monotonicMs) / 60_000);
    return [{
      name: "AlertsSilent",
      subject: "",
      severity: "critical",
      state: "firing",
      sinceMs: last.wallMs,
      why: `The watchdog of Prometheus was last heard ${minutes} minutes ago: its alerts no ` +
        `longer get through`,
      action: "See whether Prometheus and Alertmanager run and reach this dashboard",
      from: "prometheus",
    }];
  }
}

/** The source's snapshots, with the alerts that were received beside its own. */
export function withReceivedAlerts(
  source: DashboardSource,
  received: Pick<ReceivedAlerts, "views">,
): DashboardSource {
  return {
    async snapshot() {
      const snapshot = await source.snapshot();
      return { ...snapshot, alerts: [...snapshot.alerts, ...received.views()] };
    },
  };
}

function viewOf({ name, labels, annotations, startsAtMs, expression }: ToldAlert): AlertView {
  const { summary, description, action } = annotations;
  return {
    name,
    subject: SUBJECTS.flatMap((label) => labels[label] ?? []).join(" "),
    severity: labels["severity"] === "critical" ? "critical" : "warning",
    state: "firing",
    sinceMs: startsAtMs,
    why: summary ?? description ?? "The rule says no more",
    ...(action !== undefined && { action }),
    ...(expression !== undefined && { expression }),
    from: "prometheus",
  };
}

function byWeight(a: AlertView, b: AlertView): number {
  const weight = ({ severity }: AlertView) => severity === "critical" ? 1 : 0;
  return weight(b) - weight(a) || a.sinceMs - b.sinceMs;
}
