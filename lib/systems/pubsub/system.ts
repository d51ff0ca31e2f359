import { consumingAsSet, nameIn, producingAsSet } from "../role_settings.ts";
import type { ProduceContext, RoleContext, System } from "../system.ts";
import { startDataConsumer } from "./consumer.ts";
import { CONSUMER_FILE, DATA_STORE, DATA_TOPIC, PRODUCER_FILE } from "./defaults.ts";
import { startDataProducer } from "./producer.ts";

/** The pub/sub system of data items. */
export const pubsub: System = {
  name: "pubsub",
  description: "Data items in batches, some 100,000 an hour, stored once each",
  producers: [{
    name: "producer",
    description: "Data items in batches of 100, tried again when they fail",
    settings: "pubsub.producer",
    settingsFile: PRODUCER_FILE,
    topics: [DATA_TOPIC],
    takesInput: true,
    start: produce,
  }],
  consumers: [{
    name: "consumer",
    description: "Stores data items and commits once a second",
    settings: "pubsub.consumer",
    settingsFile: CONSUMER_FILE,
    topics: [DATA_TOPIC],
    keepsAll: true,
    start: consume,
  }],
};

function produce(context: ProduceContext) {
  const { kafka, settings, poisonShare, intervalMs, input, health } = context;
  const pace = intervalMs ?? (input === undefined ? settings.producerIntervalMs : undefined);
  return startDataProducer(kafka, {
    ...producingAsSet(context),
    topic: nameIn(context, settings.topic),
    batchSize: settings.producerBatchSize,
    retry: {
      maxRetries: settings.producerMaxRetries,
      initialRetryDelayMs: settings.producerRetryDelayMs,
      deliveryTimeoutMs: settings.producerDeliveryTimeoutMs,
    },
    failedMessagesPath: settings.failedMessagesPath,
    healthLogIntervalMs: settings.healthLogIntervalMs,
    ...(poisonShare !== undefined && { poisonShare }),
    ...(pace !== undefined && { intervalMs: pace }),
    ...(health !== undefined && { health }),
  });
}

async function consume(context: RoleContext) {
  const { kafka, settings } = context;
  const store = await context.openStore(DATA_STORE);
  context.logger.log("INFO", "Data items are kept", { store: store.name });
  return await startDataConsumer(kafka, {
    ...consumingAsSet(context),
    store,
    closeStore: true,
    topic: nameIn(context, settings.topic),
    groupId: nameIn(context, settings.consumerGroupId),
  });
}
