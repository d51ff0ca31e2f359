import type { RunningConsumer } from "../consumer/mod.ts";
import type { HealthFinding, HealthLook } from "./health_log.ts";
import type { ProcessingPulse } from "./processing_pulse.ts";

/** What the health of a consumer is read from. */
export interface ConsumerHealthOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly consumer: Pick<RunningConsumer, "assignment" | "membership">;
  /** Silence after which the coordinator gives the member up, in milliseconds. */
  readonly sessionTimeoutMs: number;
  readonly pulse: Pick<ProcessingPulse, "ageMs">;
  /** A handler that takes longer stalls the processing, in milliseconds. */
  readonly stallAfterMs: number;
}

/** The three looks at a consumer: its connection, its subscription, its processing. */
export function consumerLooks(options: ConsumerHealthOptions): readonly HealthLook[] {
  return [
    { check: "connectivity", look: () => connectivity(options) },
    { check: "subscription", look: () => subscription(options) },
    { check: "processing", look: () => processing(options) },
  ];
}

/** Half a session without an answered heartbeat is a warning in time. */
function connectivity({ consumer, sessionTimeoutMs }: ConsumerHealthOptions): HealthFinding {
  const membership = consumer.membership();
  if (membership === undefined) return { fields: {}, problem: "it is in no group" };
  const silentMs = Math.max(0, Math.round(sessionTimeoutMs - membership.leaseLeftMs));
  const fields = { last_answer_ms: silentMs };
  if (silentMs <= sessionTimeoutMs / 2) return { fields };
  return { fields, problem: `the coordinator has answered no heartbeat for ${silentMs} ms` };
}

function subscription({ consumer, groupId, topics }: ConsumerHealthOptions): HealthFinding {
  const membership = consumer.membership();
  const fields = {
    group: groupId,
    topics: topics.join(" "),
    partitions: consumer.assignment().length,
    ...(membership !== undefined && { generation: membership.generation }),
  };
  if (membership === undefined) return { fields, problem: "it is in no group" };
  return membership.isRebalancing ? { fields, problem: "the group is rebalancing" } : { fields };
}

function processing({ pulse, stallAfterMs }: ConsumerHealthOptions): HealthFinding {
  const ageMs = Math.round(pulse.ageMs);
  const fields = { heartbeat_age_ms: ageMs };
  if (ageMs <= stallAfterMs) return { fields };
  return { fields, problem: `a handler has been at work for ${ageMs} ms` };
}
