import {
  type BatchOptions,
  decodeRecords,
  encodeBatch,
  type RecordInput,
  splitBatches,
} from "../../protocol/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName } from "./session.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The time from which scenarios count milliseconds: an hour ago, well within every retention. */
export const EPOCH_MS: number = Date.now() - 3_600_000;

/** A batch of text records, one millisecond apart from {@link EPOCH_MS} on. */
export function batchOf(
  values: readonly (string | null)[],
  options: BatchOptions = {},
): Uint8Array {
  return encodeBatch(values.map((value, index) => record(value, index)), options);
}

function record(value: string | null, index: number): RecordInput {
  return {
    timestampMs: EPOCH_MS + index,
    key: encoder.encode(`k${index}`),
    value: value === null ? null : encoder.encode(value),
  };
}

/** Where a batch goes and how. */
export interface ProduceOptions {
  readonly topic: string;
  readonly partition?: number;
  readonly acks?: number;
  readonly version?: number;
  readonly transactionalId?: string;
  /** @default {10000} */
  readonly timeoutMs?: number;
}

/** What a leader answers to one batch. */
export interface Produced {
  readonly error: string;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
}

/** The body of a produce of one batch. */
export function produceBody(batch: Uint8Array | null, options: ProduceOptions) {
  const { topic, partition = 0, acks = -1, transactionalId = null } = options;
  return {
    transactionalId,
    acks,
    timeoutMs: options.timeoutMs ?? 10_000,
    topicData: [{ name: topic, partitionData: [{ index: partition, records: batch }] }],
  };
}

/** Sends a batch to a partition; with acks 0 nothing is awaited. */
export async function produce(
  broker: RawConnection,
  batch: Uint8Array | null,
  options: ProduceOptions,
): Promise<Produced> {
  const { acks, version = 8 } = options;
  const body = produceBody(batch, options);
  if (acks === 0) {
    await broker.send("Produce", version, body);
    return { error: "NONE", baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 };
  }
  const answer = (await broker.call("Produce", version, body)).responses[0]!.partitionResponses[0]!;
  return {
    error: errorName(answer.errorCode),
    baseOffset: answer.baseOffset,
    logAppendTimeMs: answer.logAppendTimeMs,
    logStartOffset: answer.logStartOffset,
  };
}

/** Error and offset of a produce, the part most scenarios note. */
export async function appended(
  broker: RawConnection,
  batch: Uint8Array | null,
  options: ProduceOptions,
): Promise<Note> {
  const { error, baseOffset } = await produce(broker, batch, options);
  return { error, baseOffset };
}

/** Where a fetch begins and how long it waits. */
export interface FetchOptions {
  readonly topic: string;
  readonly partition?: number;
  readonly offset: number;
  readonly version?: number;
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly partitionMaxBytes?: number;
  readonly isolationLevel?: 0 | 1;
  readonly leaderEpoch?: number;
}

/** The body of a fetch of one partition, without a session. */
export function fetchBody(options: FetchOptions) {
  return {
    maxWaitMs: options.maxWaitMs ?? 0,
    minBytes: options.minBytes ?? 1,
    maxBytes: options.maxBytes ?? 10_000_000,
    isolationLevel: options.isolationLevel ?? 0,
    topics: [{
      topic: options.topic,
      partitions: [{
        partition: options.partition ?? 0,
        currentLeaderEpoch: options.leaderEpoch ?? -1,
        fetchOffset: options.offset,
        partitionMaxBytes: options.partitionMaxBytes ?? 10_000_000,
      }],
    }],
  };
}

/** Fetches one partition. */
export async function fetchOne(broker: RawConnection, options: FetchOptions) {
  const answer = await broker.call("Fetch", options.version ?? 11, fetchBody(options));
  return answer.responses[0]!.partitions[0]!;
}

/** What a fetch answers for one partition. */
export type FetchedPartition = Awaited<ReturnType<typeof fetchOne>>;

/** Error, offsets and batches of a fetch, as a transcript holds them. */
export async function fetched(broker: RawConnection, options: FetchOptions): Promise<Note> {
  return describeFetched(await fetchOne(broker, options));
}

/** See {@link fetched}. */
export function describeFetched(partition: FetchedPartition): Note {
  return {
    error: errorName(partition.errorCode),
    highWatermark: partition.highWatermark,
    lastStableOffset: partition.lastStableOffset,
    logStartOffset: partition.logStartOffset,
    aborted: partition.abortedTransactions?.length ?? null,
    batches: describeBatches(partition.records ?? new Uint8Array()),
  };
}

/** Each batch as its first offset, codec and values; control batches as such. */
export function describeBatches(bytes: Uint8Array): Note {
  return splitBatches(bytes).map((batch) => ({
    baseOffset: batch.baseOffset,
    lastOffset: batch.lastOffset,
    codec: batch.codec,
    leaderEpoch: batch.leaderEpoch,
    ...(batch.isControl
      ? { marker: decodeRecords(batch)[0]!.key?.at(-1) === 1 ? "commit" : "abort" }
      : {
        values: decodeRecords(batch).map(({ value }) => value && shorten(decoder.decode(value))),
      }),
  }));
}

function shorten(text: string): string {
  return text.length <= 20 ? text : `${text.slice(0, 10)}… ${text.length}`;
}

/** The offset that stands for a time or a mark such as −1 (latest) and −2 (earliest). */
export async function offsetAt(
  broker: RawConnection,
  options: {
    readonly topic: string;
    readonly partition?: number;
    readonly timestamp: number;
    readonly version?: number;
    readonly isolationLevel?: 0 | 1;
    readonly leaderEpoch?: number;
  },
): Promise<Note> {
  const answer = await broker.call("ListOffsets", options.version ?? 5, {
    replicaId: -1,
    isolationLevel: options.isolationLevel ?? 0,
    topics: [{
      name: options.topic,
      partitions: [{
        partitionIndex: options.partition ?? 0,
        currentLeaderEpoch: options.leaderEpoch ?? -1,
        timestamp: options.timestamp,
      }],
    }],
  });
  const { errorCode, timestamp, offset, leaderEpoch } = answer.topics[0]!.partitions[0]!;
  return {
    error: errorName(errorCode),
    offset,
    afterMs: timestamp < 0 ? timestamp : timestamp - EPOCH_MS,
    leaderEpoch,
  };
}
