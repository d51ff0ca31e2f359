import type { KafkaErrorName, ResponseInput } from "../../protocol/mod.ts";
import { errorCode } from "../errors.ts";
import type { Purgatory } from "../purgatory.ts";
import type { Partition } from "../topics/partition.ts";

/** What a leader answers to one batch. */
export type PartitionResult = ResponseInput<
  "Produce"
>["responses"][number]["partitionResponses"][number];

/** A batch in its leader's log, and the answer that is due when the followers have it too. */
export interface AppendedBatch {
  readonly partition: Partition;
  /** Offset after its last record. */
  readonly endOffset: number;
  readonly result: PartitionResult;
}

/** The outcome of a batch, `undefined` while followers lack it. */
function outcomeOf(
  { partition, endOffset }: AppendedBatch,
  leader: number,
): KafkaErrorName | undefined {
  if (partition.leader !== leader) return "NOT_LEADER_OR_FOLLOWER";
  if (partition.log.highWatermark < endOffset) return undefined;
  return partition.isWritable ? "NONE" : "NOT_ENOUGH_REPLICAS_AFTER_APPEND";
}

/** Waits until each batch is on all in-sync replicas, or is known not to get there. */
export function awaitReplicas(
  batches: readonly AppendedBatch[],
  options: {
    readonly purgatory: Purgatory;
    /** The broker that appended them. */
    readonly leader: number;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  },
): Promise<PartitionResult[]> {
  const { purgatory, leader, timeoutMs, signal } = options;
  const outcomes = new Map<AppendedBatch, KafkaErrorName>();
  const ask = () => {
    for (const batch of batches) {
      const outcome = outcomes.get(batch) ?? outcomeOf(batch, leader);
      if (outcome !== undefined) outcomes.set(batch, outcome);
    }
  };
  const answer = () =>
    batches.map((batch) => ({
      ...batch.result,
      errorCode: errorCode(outcomes.get(batch) ?? "REQUEST_TIMED_OUT"),
    }));
  return purgatory.wait({
    keys: new Set(batches.map(({ partition }) => partition)),
    timeoutMs: Math.max(0, timeoutMs),
    ready() {
      ask();
      return outcomes.size === batches.length ? answer() : undefined;
    },
    expired: answer,
    signal,
  });
}
