import { waitFor } from "../../lib/core/mod.ts";
import type { TopicPartitionOffset } from "../../lib/kafka/mod.ts";
import type { RunContext, Subject } from "../../lib/workshop/mod.ts";
import type { PartitionState, ResetPolicy } from "./stub.ts";

/** A topic and the group that reads it. */
export interface Reading {
  readonly topic: string;
  readonly groupId: string;
}

/** Writes so many records to a partition, each a second after the one before. */
export async function write(
  { kafka }: RunContext,
  topic: string,
  records: { readonly partition: number; readonly count: number; readonly fromMs?: number },
): Promise<void> {
  await using session = await kafka.producer();
  const { partition, count, fromMs = Date.now() } = records;
  await session.produce({
    topic,
    partition,
    records: Array.from({ length: count }, (_, at) => ({
      value: new TextEncoder().encode(`record ${at}`),
      timestampMs: fromMs + at * 1000,
    })),
  });
}

/** What a reader finds when it starts: asked of the cluster. */
export async function stateOf(
  { admin }: RunContext,
  { topic, groupId }: Reading,
  timestampMs?: number,
): Promise<PartitionState[]> {
  const committed = await admin.committedOffsets(groupId, [topic]);
  const timed = timestampMs === undefined ? [] : await admin.offsetsAtTime(topic, timestampMs);
  const offsets = await admin.topicOffsets(topic);
  return offsets.map(({ partition, low, high }) => {
    const atTime = timed.find((at) => at.partition === partition)?.offset;
    return {
      partition,
      committed: committed.find((at) => at.partition === partition)?.offset ?? null,
      logStart: low,
      logEnd: high,
      atTime: atTime === undefined || atTime >= high ? null : atTime,
    };
  });
}

/** What the learner's function says. */
export async function ask(
  subject: Subject,
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Promise<unknown> {
  return await subject.call("resumeOffsets", [state, policy]);
}

/** Reads from these offsets to the ends, without a group, and commits for it; what was read. */
export async function readOn(
  { admin, kafka, signal }: RunContext,
  { topic, groupId }: Reading,
  from: readonly { readonly partition: number; readonly offset: bigint }[],
): Promise<{ partition: number; offset: bigint }[]> {
  const ends = (await admin.topicOffsets(topic)).map(({ partition, high }) => ({
    topic,
    partition,
    offset: high,
  }));
  const read: { partition: number; offset: bigint }[] = [];
  const reached = new Map(from.map(({ partition, offset }) => [partition, offset]));
  await using session = await kafka.assign({
    partitions: ends.map(({ partition }) => ({ topic, partition })),
    startAt: { offsets: from.map((at): TopicPartitionOffset => ({ topic, ...at })) },
    groupId,
    maxWaitMs: 100,
    onBatch: ({ partition, records, nextOffset }) => {
      for (const { offset } of records) read.push({ partition, offset });
      reached.set(partition, nextOffset);
    },
  });
  await waitFor(
    () => ends.every(({ partition, offset }) => (reached.get(partition) ?? 0n) >= offset),
    { what: `the ends of ${topic}`, signal },
  );
  await session.commit(ends);
  return read;
}
