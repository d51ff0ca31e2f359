import type { Logger } from "../core/mod.ts";
import { messageOf } from "../core/mod.ts";
import { CorruptDataError } from "./errors.ts";
import type { ConsumedRecord, ReadOptions, TopicPartitionOffset } from "./port.ts";
import { brokerError } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";
import { fetchOnce } from "./wire/fetch.ts";
import { type FetchedRecords, recordsOf } from "./wire/fetched_records.ts";
import { EARLIEST, LATEST, offsetsAt } from "./wire/offsets.ts";

const OFFSET_OUT_OF_RANGE = 1;
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_WAIT_MS = 500;

interface Stretch {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Reads whole partitions, one after the other, up to ends that are set when the reading begins; the
 * next fetch is under way while the records of the last are handed out.
 */
export async function* readBounded(
  cluster: WireCluster,
  options: ReadOptions,
  logger: Logger,
): AsyncGenerator<ConsumedRecord> {
  const { signal } = options;
  const retry = signal === undefined ? {} : { signal };
  const stretches = await cluster.retrying(() => stretchesOf(cluster, options), retry);
  for (const stretch of stretches) {
    const fetchAt = (offset: number) =>
      cluster.retrying(() => fetchStretch(cluster, stretch, offset, options, logger), retry);
    let next = stretch.from < stretch.to ? fetchAt(stretch.from) : undefined;
    while (next !== undefined) {
      const { records, nextOffset } = await next;
      next = nextOffset < stretch.to ? fetchAt(nextOffset) : undefined;
      next?.catch(() => {});
      for (const record of records) {
        if (record.offset >= BigInt(stretch.to)) break;
        signal?.throwIfAborted();
        yield record;
      }
    }
  }
}

async function stretchesOf(cluster: WireCluster, options: ReadOptions): Promise<Stretch[]> {
  const { topic, isolationLevel = "read_committed" } = options;
  const wanted = options.partitions ?? [...(await cluster.partitions(topic)).keys()];
  const places = wanted.toSorted((a, b) => a - b).map((partition) => ({ topic, partition }));
  const [lows, highs] = await Promise.all([
    offsetsAt(cluster, places, EARLIEST),
    offsetsAt(cluster, places, LATEST, isolationLevel),
  ]);
  return places.map(({ partition }) => {
    const low = offsetIn(lows, partition) ?? 0;
    const end = offsetIn(highs, partition) ?? low;
    return {
      topic,
      partition,
      from: Math.max(low, offsetIn(options.from, partition) ?? low),
      to: Math.min(end, offsetIn(options.to, partition) ?? end),
    };
  });
}

function offsetIn(
  offsets: readonly TopicPartitionOffset[] | undefined,
  partition: number,
): number | undefined {
  const found = offsets?.find((position) => position.partition === partition);
  return found === undefined ? undefined : Number(found.offset);
}

async function fetchStretch(
  cluster: WireCluster,
  { topic, partition }: Stretch,
  offset: number,
  options: ReadOptions,
  logger: Logger,
): Promise<FetchedRecords> {
  try {
    const { nodeId, leaderEpoch } = await cluster.leader(topic, partition);
    const connection = await cluster.node(nodeId, "fetch-0");
    const [found] = await fetchOnce(connection, [{ topic, partition, offset, leaderEpoch }], {
      isolationLevel: options.isolationLevel ?? "read_committed",
      maxWaitMs: MAX_WAIT_MS,
      maxBytesPerPartition: MAX_BYTES,
      maxBytes: MAX_BYTES,
      requestTimeoutMs: cluster.requestTimeoutMs,
    });
    if (found?.errorCode === OFFSET_OUT_OF_RANGE) {
      const [low] = await offsetsAt(cluster, [{ topic, partition }], EARLIEST);
      const start = Number(low?.offset ?? 0);
      if (start > offset) return { records: [], nextOffset: start };
    }
    const what = `Fetch of ${topic}/${partition} at ${offset}`;
    if (found === undefined || found.errorCode !== 0) {
      throw brokerError(found?.errorCode ?? -1, { what, topic, partition });
    }
    return recordsOf({ ...found, fromOffset: offset });
  } catch (error) {
    if (error instanceof CorruptDataError) {
      logger.log("WARN", messageOf(error), { topic, partition, offset });
    }
    cluster.forget(topic);
    throw error;
  }
}
