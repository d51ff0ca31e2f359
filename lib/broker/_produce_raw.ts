import { decodeRecords, encodeBatch, splitBatches } from "../protocol/mod.ts";
import { RawConnection } from "./contract/raw_connection.ts";

/** Makes a topic of one partition; one that is there already is no fault. */
export async function createTopic(broker: RawConnection, name: string): Promise<void> {
  const topic = { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
  await broker.call("CreateTopics", 5, { topics: [topic] });
}

/** Appends one record with acks all, and returns its offset. */
export async function produceOne(
  broker: RawConnection,
  to: { readonly topic: string; readonly value: string },
): Promise<number> {
  const value = new TextEncoder().encode(to.value);
  const records = encodeBatch([{ timestampMs: Date.now(), value }]);
  const { responses } = await broker.call("Produce", 9, {
    acks: -1,
    timeoutMs: 10_000,
    topicData: [{ name: to.topic, partitionData: [{ index: 0, records }] }],
  });
  const { errorCode, baseOffset } = responses[0]!.partitionResponses[0]!;
  if (errorCode !== 0) throw new Error(`Produce failed with code ${errorCode}`);
  return baseOffset;
}

/** All values of a topic's only partition, each at the index of its offset. */
export async function readAll(broker: RawConnection, topic: string): Promise<string[]> {
  const values: string[] = [];
  while (true) {
    const { responses } = await broker.call("Fetch", 12, {
      maxWaitMs: 0,
      minBytes: 0,
      topics: [{
        topic,
        partitions: [{ partition: 0, fetchOffset: values.length, partitionMaxBytes: 1_000_000 }],
      }],
      forgottenTopicsData: [],
    });
    const { records, highWatermark } = responses[0]!.partitions[0]!;
    for (const batch of splitBatches(records ?? new Uint8Array(0), { partialTail: true })) {
      for (const { offset, value } of decodeRecords(batch)) {
        values[offset] = new TextDecoder().decode(value!);
      }
    }
    if (values.length >= highWatermark) return values;
  }
}
