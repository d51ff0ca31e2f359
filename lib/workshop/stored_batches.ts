import { connectKafka } from "../kafka/mod.ts";
import { type RecordBatch, type ResponseBody, splitBatches } from "../protocol/mod.ts";
import { Faults } from "./faults.ts";
import type { Target } from "./target.ts";

/** A record batch as a log holds it. */
export interface StoredBatch {
  /** Number of the partition it lies in. */
  readonly partition: number;
  /** Its header: codec, count, base offset, producer id, size. */
  readonly batch: RecordBatch;
}

/**
 * The batches of a topic as they lie in its log, by partition and offset: what was sent in one
 * request, in which codec and size. They are taken from the answers to a reader's own fetches.
 *
 * @throws {InconclusiveError} when the cluster's connections are encrypted
 */
export async function storedBatches(target: Target, topic: string): Promise<StoredBatch[]> {
  await using faults = await Faults.before(target);
  using fetches = faults.watch("Fetch");
  {
    await using kafka = connectKafka(faults.connection);
    for await (const _ of kafka.read({ topic, isolationLevel: "read_uncommitted" }));
  }
  const found = new Map<string, StoredBatch>();
  for (const answer of fetches.answers) {
    const { responses } = answer.decode() as ResponseBody<"Fetch">;
    for (const { partitionIndex: partition, records } of responses.flatMap((r) => r.partitions)) {
      for (const batch of splitBatches(records ?? new Uint8Array(), { partialTail: true })) {
        found.set(`${partition}/${batch.baseOffset}`, { partition, batch });
      }
    }
  }
  return [...found.values()].sort((a, b) =>
    a.partition - b.partition || a.batch.baseOffset - b.batch.baseOffset
  );
}
