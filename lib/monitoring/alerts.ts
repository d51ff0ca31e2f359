import { type Clock, systemClock } from "../core/mod.ts";
import type { GroupLag } from "./lag_report.ts";

/** How much an alert hurts. */
export type AlertSeverity = "warning" | "critical";

/** What the rules look at; counts only grow. */
export interface AlertInput {
  /** Whether the cluster answers; a reason when it doesn't. */
  readonly broker: { readonly up: boolean; readonly reason?: string };
  /** The groups of the last pass; empty while the cluster doesn't answer. */
  readonly groups: readonly GroupLag[];
  /** Records handled since the start. */
  readonly processed: number;
  /** Records given up on since the start. */
  readonly deadLetters: number;
}

/** An alert whose cause is there now. */
export interface Alert {
  /** The rule's name, the same as in the Prometheus rules: `KafkaConsumerStalled`. */
  readonly name: string;
  /** What it is about, to tell alerts of one rule apart: a group, a topic; "" for the cluster. */
  readonly subject: string;
  /** How much it hurts. */
  readonly severity: AlertSeverity;
  /** `pending` until the cause has lasted long enough. */
  readonly state: "pending" | "firing";
  /** When the cause was first seen, milliseconds since 1970. */
  readonly sinceMs: number;
  /** What is wrong, in a sentence with the figures. */
  readonly why: string;
}

/** The thresholds of the rules. */
export interface AlertOptions {
  /** How long a cause must last before its alert fires, in milliseconds. @default {5000} */
  readonly forMs?: number;
  /** The time over which dead letters are counted, in milliseconds. @default {60000} */
  readonly windowMs?: number;
  /** Share of dead letters among handled records that is too much. @default {0.05} */
  readonly deadLetterShare?: number;
  /** Dead letters in the window below which the share says nothing. @default {5} */
  readonly minDeadLetters?: number;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

interface Cause {
  readonly name: string;
  readonly subject: string;
  readonly severity: AlertSeverity;
  readonly why: string;
  /** Fires at once. */
  readonly urgent?: boolean;
}

interface Counts {
  readonly atMs: number;
  readonly processed: number;
  readonly deadLetters: number;
}

/**
 * Judges the state of a running system by a few rules, so that a page can say what is wrong where
 * no Prometheus runs.
 */
export class AlertEvaluator {
  readonly #clock: Clock;
  readonly #forMs: number;
  readonly #windowMs: number;
  readonly #share: number;
  readonly #minimum: number;
  readonly #since = new Map<string, { readonly wallMs: number; readonly monotonicMs: number }>();
  #counts: Counts[] = [];

  /** An evaluator without a past. */
  constructor(options: AlertOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#forMs = options.forMs ?? 5000;
    this.#windowMs = options.windowMs ?? 60_000;
    this.#share = options.deadLetterShare ?? 0.05;
    this.#minimum = options.minDeadLetters ?? 5;
  }

  /** The alerts of this moment, the worst first. */
  evaluate(input: AlertInput): Alert[] {
    const causes = [
      ...brokerDown(input),
      ...input.groups.flatMap(groupCauses),
      ...this.#deadLetters(input),
    ];
    const keys = new Set(causes.map(keyOf));
    for (const key of this.#since.keys()) if (!keys.has(key)) this.#since.delete(key);
    return causes.map((cause) => this.#alert(cause)).sort(byWeight);
  }

  #alert({ name, subject, severity, why, urgent = false }: Cause): Alert {
    const key = keyOf({ name, subject });
    const nowMs = this.#clock.monotonicMs();
    const since = this.#since.get(key) ?? { wallMs: this.#clock.now(), monotonicMs: nowMs };
    this.#since.set(key, since);
    const lasted = urgent || nowMs - since.monotonicMs >= this.#forMs;
    const state = lasted ? "firing" : "pending";
    return { name, subject, severity, state, sinceMs: since.wallMs, why };
  }

  #deadLetters({ processed, deadLetters }: AlertInput): Cause[] {
    const atMs = this.#clock.monotonicMs();
    const last = this.#counts.at(-1);
    const restarted = last !== undefined &&
      (processed < last.processed || deadLetters < last.deadLetters);
    if (restarted) this.#counts = [];
    this.#counts.push({ atMs, processed, deadLetters });
    this.#counts = this.#counts.filter((counts) => counts.atMs >= atMs - this.#windowMs);
    const first = this.#counts[0]!;
    const given = deadLetters - first.deadLetters;
    const handled = processed - first.processed + given;
    if (given < this.#minimum || given <= handled * this.#share) return [];
    const percent = (100 * given / handled).toFixed(1);
    const seconds = Math.max(1, Math.round((atMs - first.atMs) / 1000));
    return [{
      name: "DeadLetterRateHigh",
      subject: "DLQ",
      severity: "warning",
      why: `${given} of ${handled} records of the last ${seconds} s went to the dead-letter ` +
        `topic: ${percent} %, more than ${Math.round(this.#share * 100)} %`,
    }];
  }
}

function brokerDown({ broker }: AlertInput): Cause[] {
  if (broker.up) return [];
  const reason = broker.reason === undefined ? "" : `: ${broker.reason}`;
  const why = `The cluster doesn't answer${reason}`;
  return [{ name: "KafkaBrokerDown", subject: "", severity: "critical", why, urgent: true }];
}

function groupCauses({ groupId: subject, verdict, why }: GroupLag): Cause[] {
  switch (verdict) {
    case "falling behind":
      return [{ name: "KafkaConsumerLagGrowing", subject, severity: "warning", why }];
    case "stalled":
    case "stopped":
      return [{ name: "KafkaConsumerStalled", subject, severity: "critical", why }];
    default:
      return [];
  }
}

function keyOf({ name, subject }: { readonly name: string; readonly subject: string }): string {
  return `${name} ${subject}`;
}

function byWeight(a: Alert, b: Alert): number {
  const weight = ({ state, severity }: Alert) =>
    (state === "firing" ? 2 : 0) + (severity === "critical" ? 1 : 0);
  return weight(b) - weight(a) || a.sinceMs - b.sinceMs;
}
