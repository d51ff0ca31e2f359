import type { DeadLetterSink } from "../consumer/mod.ts";
import type { Producer } from "../producer/mod.ts";

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
