import type { StoreNeed } from "../configured_store.ts";

/** The topic of data items. */
export const DATA_TOPIC = "data-topic";

/** The group that stores data items. */
export const DATA_GROUP = "data-consumer-group";

/** Average time between two data items: some 100,000 an hour, in milliseconds. */
export const INTERVAL_MS = 36;

/** Data items that are sent together. */
export const BATCH_SIZE = 100;

/** Time between two looks at a producer's health, in milliseconds. */
export const HEALTH_INTERVAL_MS = 30_000;

/** How long a message is tried in all, in milliseconds. */
export const DELIVERY_TIMEOUT_MS = 60_000;

/** The settings that come with the producer. */
export const PRODUCER_FILE: URL = new URL("./producer.json", import.meta.url);

/** The settings that come with the consumer. */
export const CONSUMER_FILE: URL = new URL("./consumer.json", import.meta.url);

/** Where data items are kept, and by which fields they are found. */
export const DATA_STORE: StoreNeed = {
  collection: "data",
  indexes: ["name", "created_at", "metadata.source"],
};
