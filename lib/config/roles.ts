import type { Settings } from "./config.ts";

/** A program that can be started: one side of one of the five systems, or a part of it. */
export type Role =
  | `${"random_events" | "file_events" | "orders" | "pubsub"}.${"producer" | "consumer"}`
  | `platform.${"events" | "logs" | "metrics" | "host"}`
  | `platform.${"analytics" | "alerting" | "logger"}`;

const RANDOM_EVENTS: Partial<Settings> = {
  topic: "random-events",
  topics: ["random-events"],
  consumerGroupId: "event-processors",
};
const PLATFORM = (topics: readonly [string, ...string[]], group: string): Partial<Settings> => ({
  topic: topics[0],
  topics,
  consumerGroupId: `${group}-group`,
  metricsPort: undefined,
});
const LOGS = "application-logs";
const METRICS = "system-metrics";
const ORDERS: Partial<Settings> = {
  topic: "orders",
  topics: ["orders"],
  consumerGroupId: "order_consumer_group",
  metricsPort: undefined,
};
const PUBSUB: Partial<Settings> = {
  topic: "data-topic",
  topics: ["data-topic"],
  consumerGroupId: "data-consumer-group",
};

/**
 * What differs from the table's defaults, role by role; the environment overrides it for the role
 * that is started. A role whose metrics port is `undefined` serves metrics only when told a port.
 */
export const ROLE_DEFAULTS: Readonly<Record<Role, Partial<Settings>>> = {
  "random_events.producer": { ...RANDOM_EVENTS, metricsPort: undefined },
  "random_events.consumer": RANDOM_EVENTS,
  "file_events.producer": { metricsPort: undefined },
  "file_events.consumer": {},
  "platform.events": { ...PLATFORM(["user-events"], "analytics"), eventIntervalMs: 500 },
  "platform.logs": { ...PLATFORM([LOGS], "logger"), eventIntervalMs: 200 },
  // Of each of five hosts three figures every one and a half seconds; of this host four a second.
  "platform.metrics": { ...PLATFORM([METRICS], "analytics"), eventIntervalMs: 100 },
  "platform.host": { ...PLATFORM([METRICS], "analytics"), eventIntervalMs: 250 },
  "platform.analytics": PLATFORM(["user-events", METRICS], "analytics"),
  "platform.alerting": PLATFORM([LOGS, METRICS], "alerting"),
  "platform.logger": PLATFORM([LOGS], "logger"),
  "orders.producer": { ...ORDERS, producerDeliveryTimeoutMs: 30_000 },
  "orders.consumer": ORDERS,
  "pubsub.producer": {
    ...PUBSUB,
    producerCompression: "snappy",
    producerDeliveryTimeoutMs: 60_000,
  },
  "pubsub.consumer": {
    ...PUBSUB,
    retryBackoffMs: 3000,
    // The time alone decides when to commit.
    commitIntervalMessages: 1_000_000,
    commitIntervalMs: 1000,
    metricsPort: 8001,
  },
};
