import type { Clock } from "../../core/mod.ts";
import type { HealthFinding, HealthLook } from "../health_log.ts";
import type { ProducerStatistics } from "../producer_tally.ts";

/** What the health of a producer is read from. */
export interface ProducerHealthOptions {
  /** What the brokers last said. */
  readonly brokers: () => HealthFinding;
  readonly statistics: () => ProducerStatistics;
  readonly clock: Clock;
  /** Longest time that a message may be tried, in milliseconds. */
  readonly deliveryTimeoutMs: number;
}

/** The two looks at a producer: its brokers, and what became of its messages. */
export function producerLooks(options: ProducerHealthOptions): readonly HealthLook[] {
  const { brokers } = options;
  return [{ check: "connectivity", look: brokers }, deliveryLook(options)];
}

/** A producer is not well while what it sends is given up, or gets no outcome in time. */
function deliveryLook({ statistics, clock, deliveryTimeoutMs }: ProducerHealthOptions): HealthLook {
  let settled = { count: 0, given: 0, atMs: clock.monotonicMs() };
  return {
    check: "delivery",
    look: () => {
      const { sent, acknowledged, failed, uncertain } = statistics();
      const given = failed + uncertain;
      const count = acknowledged + given;
      const waiting = sent - count;
      const nowMs = clock.monotonicMs();
      const givenNow = given - settled.given;
      const fields = { sent, acknowledged, waiting, given_up: given };
      if (count > settled.count || waiting === 0) settled = { count, given, atMs: nowMs };
      const silentMs = Math.round(nowMs - settled.atMs);
      if (givenNow > 0) {
        return { fields, problem: `${givenNow} messages were given up since the last look` };
      }
      return silentMs <= deliveryTimeoutMs
        ? { fields }
        : { fields, problem: `${waiting} messages have had no outcome for ${silentMs} ms` };
    },
  };
}
