import type { ConsumedRecord, Kafka } from "../../consumer/mod.ts";
import { WorkshopError } from "../../core/mod.ts";
import { RequestError } from "../routing.ts";

/** The latest records of a topic. */
export interface TopicTail {
  /** The latest first. */
  readonly records: readonly ConsumedRecord[];
  /** Why there are fewer than asked for although there may be more; `null` when there aren't. */
  readonly cut: string | null;
}

/** What is read at most of all partitions together, to keep the latest of it. */
const MAX_READ = 2000;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_MS = 10_000;

/**
 * Reads the latest records of a topic, by their times: of each partition some from its end, of which
 * the latest are kept.
 */
export async function tailOf(
  kafka: Pick<Kafka, "admin" | "read">,
  { topic, limit, signal }: {
    readonly topic: string;
    readonly limit: number;
    readonly signal: AbortSignal;
  },
): Promise<TopicTail> {
  await using admin = await kafka.admin();
  const bounds = await admin.topicOffsets(topic).catch((cause) => {
    if (!(cause instanceof WorkshopError) || !cause.code.startsWith("UNKNOWN_TOPIC")) throw cause;
    throw new RequestError(404, `There is no topic ${topic}: say whose records to try`, { cause });
  });
  const each = BigInt(Math.min(limit, Math.max(1, Math.floor(MAX_READ / bounds.length))));
  const from = bounds.map(({ partition, low, high }) => ({
    topic,
    partition,
    offset: high - each > low ? high - each : low,
  }));
  const late = AbortSignal.timeout(MAX_MS);
  const records: ConsumedRecord[] = [];
  let bytes = 0;
  let cut: string | null = null;
  try {
    const stop = AbortSignal.any([signal, late]);
    for await (const record of kafka.read({ topic, from, signal: stop })) {
      bytes += (record.value?.length ?? 0) + (record.key?.length ?? 0);
      if (bytes > MAX_BYTES) {
        cut = `Reading ended after ${MAX_BYTES / 1024 / 1024} MiB`;
        break;
      }
      records.push(record);
    }
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    cut = `Reading ended after ${MAX_MS / 1000} s`;
  }
  records.sort((a, b) => b.timestampMs - a.timestampMs || Number(b.offset - a.offset));
  return { records: records.slice(0, limit), cut };
}
