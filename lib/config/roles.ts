import type { Settings } from "./config.ts";

/** A program that can be started: one side of one of the five systems. */
export type Role = `${
  | "random_events"
  | "file_events"
  | "platform"
  | "orders"
  | "pubsub"}.${"producer" | "consumer"}`;

const RANDOM_EVENTS: Partial<Settings> = {
  topic: "random-events",
  topics: ["random-events"],
  consumerGroupId: "event-processors",
};
const PLATFORM: Partial<Settings> = {
  topic: "user-events",
  topics: ["user-events", "application-logs", "system-metrics"],
  consumerGroupId: "analytics-group",
  metricsPort: undefined,
};
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
  "platform.producer": PLATFORM,
  "platform.consumer": PLATFORM,
  "orders.producer": ORDERS,
  "orders.consumer": ORDERS,
  "pubsub.producer": { ...PUBSUB, producerCompression: "snappy" },
  "pubsub.consumer": {
    ...PUBSUB,
    retryBackoffMs: 3000,
    commitIntervalMs: 1000,
    metricsPort: 8001,
  },
};
