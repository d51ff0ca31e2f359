import { WorkshopError } from "../../core/mod.ts";
import type { ConsumedRecord, Kafka } from "../../kafka/mod.ts";
import type { DeadLetter } from "../read_dead_letter.ts";

/** What a record holds. */
export type RecordContent = Pick<ConsumedRecord, "key" | "value" | "headers">;

/**
 * What the record of a letter held: the letter's own content, or, where the letter had to leave
 * something out, the record's where it came from; `undefined` when that is gone.
 */
export async function originalContent(
  kafka: Pick<Kafka, "read">,
  { record, origin, omitted }: DeadLetter,
): Promise<RecordContent | undefined> {
  if (omitted.length === 0) return record;
  const { topic, partition, offset, timestampMs } = origin;
  const from = [{ topic, partition, offset }];
  const to = [{ topic, partition, offset: offset + 1n }];
  try {
    for await (const original of kafka.read({ topic, partitions: [partition], from, to })) {
      // Another time: a topic that was made anew under the same name.
      if (original.offset === offset && original.timestampMs === timestampMs) return original;
    }
    return undefined;
  } catch (error) {
    if (error instanceof WorkshopError && error.code === "UNKNOWN_TOPIC_OR_PARTITION") {
      return undefined;
    }
    throw error;
  }
}
