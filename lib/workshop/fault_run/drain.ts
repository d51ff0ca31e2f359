import { WorkshopError } from "../../core/mod.ts";
import type { Admin, Kafka } from "../../kafka/mod.ts";
import type { RunNames } from "./run_fault.ts";
import { INPUT_PARTITIONS } from "./run_plan.ts";
import { settleTransaction } from "./settle_transaction.ts";

/**
 * Whether the group has committed all that its topics hold; false too while that can't be told, as
 * with the offsets of an open transaction.
 */
export async function isDrained(admin: Admin, names: RunNames): Promise<boolean> {
  const topics = [names.input, ...Object.values(names.more)];
  try {
    const committed = await admin.committedOffsets(names.group, topics);
    for (const topic of topics) {
      for (const { partition, high } of await admin.topicOffsets(topic)) {
        const place = committed.find((each) =>
          each.topic === topic && each.partition === partition
        );
        if (high > 0n && (place?.offset ?? 0n) < high) return false;
      }
    }
    return true;
  } catch (error) {
    if (error instanceof WorkshopError && error.retriable) return false;
    throw error;
  }
}

/** Ends what a killed member of exactly-once processing left open, or half committed. */
export async function settleAll(
  kafka: Kafka,
  { group, input }: RunNames,
  signal: AbortSignal,
): Promise<void> {
  const ids = Array.from({ length: INPUT_PARTITIONS }, (_, at) => `${group}-${input}-${at}`);
  await Promise.all(ids.map((id) => settleTransaction(kafka, id, signal)));
}
