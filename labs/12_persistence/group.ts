import { waitFor } from "../../lib/core/mod.ts";
import { connectKafka, type FetchedBatch } from "../../lib/kafka/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";
import type { OrderRecord } from "./orders.ts";

/** How one member of a group ends: it commits at some records, and is killed after others. */
export interface Shift {
  readonly topic: string;
  readonly groupId: string;
  /** Applies one record. */
  readonly apply: (record: OrderRecord) => Promise<void>;
  /** Records after which it commits what it has done, the last time that it does. */
  readonly commitAfter: number;
  /** Records after which it is gone without a commit; `undefined` commits all and ends in order. */
  readonly killAfter: number | undefined;
  /** Tells when a member that is not killed is done. */
  readonly isDone: (applied: readonly OrderRecord[]) => boolean;
}

/** A member of a real group works until it is killed or done; gives what it applied. */
export async function work(context: RunContext, shift: Shift): Promise<OrderRecord[]> {
  await using kafka = connectKafka(context.target.connection);
  const batches: FetchedBatch[] = [];
  await using session = await kafka.joinGroup({
    groupId: shift.groupId,
    topics: [shift.topic],
    heartbeatIntervalMs: 500,
    maxWaitMs: 50,
    onBatch: (batch) => void batches.push(batch),
  });
  const applied: OrderRecord[] = [];
  const positions = new Map<number, bigint>();
  const commit = async ({ generation, topic }: FetchedBatch) => {
    const offsets = [...positions].map(([partition, offset]) => ({ topic, partition, offset }));
    await session.commit(offsets, generation);
  };
  while (true) {
    const batch = await waitFor(() => batches.shift(), {
      what: `records for group ${shift.groupId}`,
      timeoutMs: 20_000,
      signal: context.signal,
    });
    for (const { partition, offset, topic, value } of batch.records) {
      const text = new TextDecoder().decode(value!);
      const record = { topic, partition, offset, value: JSON.parse(text) };
      await shift.apply(record);
      applied.push(record);
      positions.set(partition, offset + 1n);
      if (applied.length === shift.commitAfter) await commit(batch);
      if (applied.length === shift.killAfter) return applied;
    }
    if (shift.killAfter === undefined && shift.isDone(applied)) {
      await commit(batch);
      return applied;
    }
  }
}
