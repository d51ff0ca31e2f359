import type { DeadLetterSink } from "../consumer/mod.ts";
import type { Producer } from "../producer/mod.ts";

/** Sends dead letters through a producer; a letter is published when it is acknowledged. */
export function deadLetterSink(producer: Producer): DeadLetterSink {
  return {
    async publish(topic, { key, value, headers, timestampMs }) {
      await producer.send({
        topic,
        key: key ?? null,
        value,
        ...(headers !== undefined && { headers }),
        ...(timestampMs !== undefined && { timestampMs }),
      });
    },
  };
}
