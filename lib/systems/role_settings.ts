import { DEAD_LETTER_TOPIC } from "../consumer/mod.ts";
import type { ConsumingSettings } from "./consuming.ts";
import type { ProducingSettings } from "./producing.ts";
import type { ProduceContext, RoleContext } from "./system.ts";

/** What a topic or group is called in the run of a context. */
export function nameIn({ nameOf }: Pick<RoleContext, "nameOf">, name: string): string {
  return nameOf === undefined ? name : nameOf(name);
}

/** How a producer sends, as its settings say. */
export function producingAsSet(context: ProduceContext): ProducingSettings {
  const { settings, count, input } = context;
  return {
    ...sharedOf(context),
    shutdownTimeoutMs: settings.shutdownTimeoutMs,
    ...(count !== undefined && { count }),
    ...(input !== undefined && { input }),
    sending: {
      acks: settings.producerAcks,
      compression: settings.producerCompression,
      lingerMs: settings.producerLingerMs,
      deliveryTimeoutMs: settings.producerDeliveryTimeoutMs,
    },
  };
}

/** How a consumer reads, as its settings say. */
export function consumingAsSet(context: RoleContext): ConsumingSettings {
  const { settings, health } = context;
  return {
    ...sharedOf(context),
    healthLogIntervalMs: settings.healthLogIntervalMs,
    ...(health !== undefined && { health }),
    consuming: {
      offsetReset: settings.offsetReset,
      retry: { maxRetries: settings.maxRetries, baseMs: settings.retryBackoffMs },
      commitEveryMessages: settings.commitIntervalMessages,
      commitEveryMs: settings.commitIntervalMs,
      maxRecordsAtOnce: settings.maxBatchSize,
      shutdownTimeoutMs: settings.shutdownTimeoutMs,
      session: {
        sessionTimeoutMs: settings.sessionTimeoutMs,
        heartbeatIntervalMs: settings.heartbeatIntervalMs,
        maxWaitMs: settings.pollTimeoutMs,
      },
    },
  };
}

function sharedOf(context: RoleContext) {
  const { logger, meter, tracer, signal, clock, random } = context;
  return {
    deadLetterTopic: nameIn(context, DEAD_LETTER_TOPIC),
    logger,
    meter,
    ...(tracer !== undefined && { tracer }),
    ...(signal !== undefined && { signal }),
    ...(clock !== undefined && { clock }),
    ...(random !== undefined && { random }),
  };
}
