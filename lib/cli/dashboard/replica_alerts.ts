import { type Clock, systemClock } from "../../core/mod.ts";
import type { AlertView, TotalsView } from "../../dashboard/mod.ts";

/** How long a replica may be behind before somebody should look, in milliseconds. */
const BEHIND_MS = 5000;

/** Alerts about replicas, which a cluster's description is enough for. */
export class ReplicaAlerts {
  readonly #clock: Clock;
  readonly #since = new Map<string, number>();

  /** Nothing has been wrong so far. */
  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** What is wrong with a cluster of these counts, of whose brokers some are gone. */
  evaluate(totals: TotalsView, gone: readonly number[]): AlertView[] {
    const { underReplicated, leaderless } = totals;
    return [
      ...this.#alert(gone.length > 0, {
        name: "KafkaBrokerGone",
        severity: "critical",
        expression: "a broker that holds replicas is not among the cluster's brokers",
        why: `Broker ${gone.join(", ")} holds replicas and is gone from the cluster`,
      }, 0),
      ...this.#alert(leaderless > 0, {
        name: "KafkaPartitionLeaderless",
        severity: "critical",
        expression: "a partition has no leader",
        why: `${partitions(leaderless)} no leader: nobody can write to or read from there`,
      }, 0),
      ...this.#alert(underReplicated > 0, {
        name: "KafkaUnderReplicated",
        severity: "warning",
        expression: `in-sync replicas < replicas for ${BEHIND_MS / 1000} s`,
        why: `${partitions(underReplicated)} replicas that are not in sync`,
      }, BEHIND_MS),
    ];
  }

  #alert(
    wrong: boolean,
    alert: Pick<AlertView, "name" | "severity" | "why" | "expression">,
    forMs: number,
  ): AlertView[] {
    if (!wrong) this.#since.delete(alert.name);
    if (!wrong) return [];
    const nowMs = this.#clock.now();
    const sinceMs = this.#since.get(alert.name) ?? nowMs;
    this.#since.set(alert.name, sinceMs);
    return [{
      ...alert,
      subject: "",
      sinceMs,
      state: nowMs - sinceMs >= forMs ? "firing" : "pending",
    }];
  }
}

function partitions(count: number): string {
  return count === 1 ? "1 partition has" : `${count} partitions have`;
}
