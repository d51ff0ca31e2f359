import { type DeadLetterSink, originIdOf } from "../consumer/mod.ts";
import { createProducer, type Producer, type ProducerOptions } from "../producer/mod.ts";

/** While a letter's answer is missing, its partition waits: not as long as other records may. */
const DELIVERY_TIMEOUT_MS = 30_000;
const RECONCILE_TIMEOUT_MS = 2000;

/**
 * Opens a producer for dead letters and records that are tried again. A letter that may have been
 * written is looked for in its topic before it is published again, so that it seldom is there twice.
 *
 * @throws {WorkshopError} code `CONNECTION_FAILED` when no broker answers
 */
export async function createLetterProducer(
  kafka: Parameters<typeof createProducer>[0],
  options: ProducerOptions = {},
): Promise<Producer> {
  return await createProducer(kafka, {
    lingerMs: 0,
    deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
    reconcile: { idOf: originIdOf, timeoutMs: RECONCILE_TIMEOUT_MS },
    ...options,
  });
}

/**
 * Sends dead letters through a producer; a letter is published when it is acknowledged. `renamed`
 * stands for the topic where a run has one of its own.
 */
export function deadLetterSink(producer: Producer, renamed?: string): DeadLetterSink {
  return {
    async publish(topic, { key, value, headers, timestampMs, partition }) {
      await producer.send({
        topic: renamed ?? topic,
        key: key ?? null,
        value,
        ...(headers !== undefined && { headers }),
        ...(partition !== undefined && { partition }),
        ...(timestampMs !== undefined && { timestampMs }),
      });
    },
  };
}
