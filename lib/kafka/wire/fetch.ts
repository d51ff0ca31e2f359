import type { IsolationLevel } from "../port.ts";
import type { WireCluster } from "./cluster.ts";
import type { WireConnection } from "./connection.ts";
import type { AbortedTransaction } from "./fetched_records.ts";
import { byTopic, isolationNumber, type TopicPartition } from "./offsets.ts";

/** How much a fetch brings and how long it may wait for it. */
export interface FetchLimits {
  readonly isolationLevel: IsolationLevel;
  /** Longest wait of a fetch that finds nothing, in milliseconds. */
  readonly maxWaitMs: number;
  /** Largest answer for one partition, in bytes; a larger first batch comes whole all the same. */
  readonly maxBytesPerPartition: number;
  /** Largest answer in all, in bytes. */
  readonly maxBytes: number;
  /** Longest wait for the answer beyond `maxWaitMs`, in milliseconds. */
  readonly requestTimeoutMs: number;
}

/** Largest answer of one broker, in bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The limits of a session, from what its options say. */
export function limitsOf(
  options: {
    readonly isolationLevel?: IsolationLevel;
    readonly maxWaitMs?: number;
    readonly maxBytesPerPartition?: number;
  },
  { requestTimeoutMs }: Pick<WireCluster, "requestTimeoutMs">,
): FetchLimits {
  return {
    isolationLevel: options.isolationLevel ?? "read_committed",
    maxWaitMs: options.maxWaitMs ?? 1000,
    maxBytesPerPartition: options.maxBytesPerPartition ?? 1_048_576,
    maxBytes: MAX_BYTES,
    requestTimeoutMs,
  };
}

/** A partition to fetch from, and where. */
export interface FetchPosition extends TopicPartition {
  readonly offset: number;
  readonly leaderEpoch: number;
}

/** What a broker answered for one partition. */
export interface PartitionFetch extends TopicPartition {
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** One fetch of some partitions from the broker that leads them. */
export async function fetchOnce(
  connection: WireConnection,
  positions: readonly FetchPosition[],
  limits: FetchLimits,
): Promise<PartitionFetch[]> {
  const answer = await connection.request("Fetch", {
    maxWaitMs: limits.maxWaitMs,
    minBytes: 1,
    maxBytes: limits.maxBytes,
    isolationLevel: isolationNumber(limits.isolationLevel),
    topics: byTopic(positions).map(([topic, places]) => ({
      topic,
      partitions: places.map(({ partition, offset, leaderEpoch }) => ({
        partition,
        currentLeaderEpoch: leaderEpoch,
        fetchOffset: offset,
        partitionMaxBytes: limits.maxBytesPerPartition,
      })),
    })),
    forgottenTopicsData: [],
  }, { timeoutMs: limits.requestTimeoutMs + limits.maxWaitMs });
  return answer.responses.flatMap(({ topic, partitions }) =>
    partitions.map((found) => ({
      topic,
      partition: found.partitionIndex,
      errorCode: answer.errorCode === 0 ? found.errorCode : answer.errorCode,
      highWatermark: found.highWatermark,
      logStartOffset: found.logStartOffset,
      aborted: found.abortedTransactions ?? [],
      bytes: found.records ?? NO_BYTES,
    }))
  );
}
