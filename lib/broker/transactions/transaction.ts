import type { Timer } from "../timers.ts";
import type { TopicPartition } from "./transaction_records.ts";
import type { TransactionState } from "./transaction_state.ts";

/** A transactional id and its transaction. */
export interface Transaction {
  readonly transactionalId: string;
  producerId: number;
  producerEpoch: number;
  /** The epoch before the last bump that its producer asked for: it may ask again. */
  lastProducerEpoch: number;
  timeoutMs: number;
  state: TransactionState;
  /** By topic and partition, as they were added. */
  readonly partitions: Map<string, TopicPartition>;
  startedMs: number;
  lastUpdateMs: number;
  timer?: Timer | undefined;
}

/** Whether its outcome is decided and not yet told to all partitions. */
export function isEnding({ state }: Transaction): boolean {
  return state === "PrepareCommit" || state === "PrepareAbort";
}

/** What a partition is called in {@link Transaction.partitions}. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}
