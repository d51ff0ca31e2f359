import type { ConsumerStatistics } from "../../consumer/mod.ts";
import { type EventStatistics, mergeStatistics } from "../../processor/mod.ts";

/** What a consumer of random events has done. */
export interface RandomEventsStatistics {
  /** Records, retries, dead letters, commits. */
  readonly consumer: ConsumerStatistics;
  /** Events, by type, status, risk and more; each counts once, when it is first stored. */
  readonly events: EventStatistics;
}

/** The counts of two consumers together; the longer time of the two. */
export function mergeRandomEventsStatistics(
  a: RandomEventsStatistics,
  b: RandomEventsStatistics,
): RandomEventsStatistics {
  const sums = Object.entries(a.consumer)
    .map(([name, count]) => [name, count + b.consumer[name as keyof ConsumerStatistics]]);
  return {
    consumer: {
      ...Object.fromEntries(sums),
      durationMs: Math.max(a.consumer.durationMs, b.consumer.durationMs),
    },
    events: mergeStatistics(a.events, b.events),
  };
}
