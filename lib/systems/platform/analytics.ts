import type { runConsumer } from "../../consumer/mod.ts";
import type { RunningConsuming } from "../consuming.ts";
import { MetricRollups } from "./metric_rollups.ts";
import { SYSTEM_METRICS, USER_EVENTS } from "./message_kinds.ts";
import {
  startStatefulConsumer,
  type StatefulConsumerOptions,
  type StatefulFindings,
} from "./stateful_consumer.ts";
import { UserActivity } from "./user_activity.ts";

/** The group that works out figures. */
export const ANALYTICS_GROUP = "analytics-group";

/** What the consumers of the platform that remember are told. */
export interface PlatformConsumerOptions
  extends Omit<StatefulConsumerOptions, "sources" | "groupId" | "onFound"> {
  /** The group. @default {the consumer's own} */
  readonly groupId?: string;
  /** What a topic is called in this run. @default {as the registry calls it} */
  readonly nameOf?: (topic: string) => string;
}

/**
 * Joins the group and works out, of user events: each minute by type and revenue, and the visits that
 * became purchases; of metrics: coarser series. Each result is a document with an id of its own.
 *
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export function startAnalytics(
  kafka: Parameters<typeof runConsumer>[0],
  { groupId = ANALYTICS_GROUP, nameOf = (topic) => topic, ...options }: PlatformConsumerOptions,
): Promise<RunningConsuming<StatefulFindings>> {
  return startStatefulConsumer(kafka, {
    ...options,
    groupId,
    sources: [
      { kind: USER_EVENTS, topic: nameOf(USER_EVENTS.topic), begin: () => new UserActivity() },
      {
        kind: SYSTEM_METRICS,
        topic: nameOf(SYSTEM_METRICS.topic),
        begin: () => new MetricRollups(),
      },
    ],
  });
}
