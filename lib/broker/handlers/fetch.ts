// Behavior: whole batches as they lie in the log, from each partition up to its limit; the first
// batch of an answer is returned whatever its size. Waits until there are minBytes, an error, or
// maxWaitMs have passed. Readers of committed records stop at the last stable offset and are told
// which transactions were aborted. There are no fetch sessions: the session id is always 0, and
// clients send all partitions each time.
//
// Version notes: 4 adds isolation levels, 5 the log start offset, 7 sessions, 9 leader epochs, 10
// zstd; from 11 followers can be read; 12 is flexible.
import type { RequestBody, ResponseInput } from "../../protocol/mod.ts";
import { errorCode, errorNameOf, RequestError } from "../errors.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import type { Partition } from "../topics/partition.ts";
import { handler, type RequestContext } from "./handler.ts";

type Body = RequestBody<"Fetch">;
type AskedPartition = Body["topics"][number]["partitions"][number];
type Answer = ResponseInput<"Fetch">;
type PartitionAnswer = Answer["responses"][number]["partitions"][number];

const READ_COMMITTED = 1;
/** The first version whose clients may read from followers. */
const FOLLOWERS_SINCE = 11;
/** `fetch.max.bytes`. */
const MAX_BYTES = 57_671_680;
const NO_RECORDS = new Uint8Array(0);

/** What has been read so far. */
interface Progress {
  bytes: number;
  failed: boolean;
}

export const fetch = handler("Fetch", [4, 12], (context, body) => {
  if (body.sessionId !== 0) return refuse("FETCH_SESSION_ID_NOT_FOUND");
  if (body.sessionEpoch > 0) return refuse("INVALID_FETCH_SESSION_EPOCH");
  const read = () => readAll(context, body);
  return context.cluster.purgatory.wait<Answer>({
    keys: waitedFor(context, body),
    timeoutMs: Math.max(0, body.maxWaitMs),
    ready() {
      const { answer, progress } = read();
      return progress.failed || progress.bytes >= body.minBytes ? answer : undefined;
    },
    expired: () => read().answer,
    signal: context.signal,
  });
});

function refuse(error: "FETCH_SESSION_ID_NOT_FOUND" | "INVALID_FETCH_SESSION_EPOCH"): Answer {
  return { throttleTimeMs: 0, errorCode: errorCode(error), responses: [] };
}

function waitedFor({ cluster }: RequestContext, body: Body): Partition[] {
  return body.topics.flatMap(({ topic, partitions }) =>
    partitions.flatMap(({ partition }) => cluster.topics.partition(topic, partition) ?? [])
  );
}

function readAll(context: RequestContext, body: Body): { answer: Answer; progress: Progress } {
  const progress: Progress = { bytes: 0, failed: false };
  const responses = body.topics.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map((asked) => readPartition(context, body, { topic, asked, progress })),
  }));
  return { answer: { throttleTimeMs: 0, errorCode: 0, sessionId: 0, responses }, progress };
}

function readPartition(
  context: RequestContext,
  body: Body,
  { topic, asked, progress }: { topic: string; asked: AskedPartition; progress: Progress },
): PartitionAnswer {
  try {
    return read(context, body, { topic, asked, progress });
  } catch (error) {
    progress.failed = true;
    const unknown = error instanceof RequestError &&
      ["UNKNOWN_TOPIC_OR_PARTITION", "TOPIC_AUTHORIZATION_FAILED"].includes(error.code);
    return {
      partitionIndex: asked.partition,
      errorCode: errorCode(errorNameOf(error)),
      highWatermark: -1,
      abortedTransactions: unknown ? [] : null,
      records: NO_RECORDS,
    };
  }
}

function read(
  context: RequestContext,
  body: Body,
  { topic, asked, progress }: { topic: string; asked: AskedPartition; progress: Progress },
): PartitionAnswer {
  context.access.demand("topic", topic);
  const { partition: index, fetchOffset } = asked;
  const { log, end } = copyToRead(context, topic, asked);
  const committed = body.isolationLevel === READ_COMMITTED;
  const { logStartOffset } = log;
  const highWatermark = Math.min(log.highWatermark, end);
  const lastStableOffset = Math.min(log.lastStableOffset, end);
  const found = log.read(fetchOffset, {
    maxBytes: Math.min(
      asked.partitionMaxBytes,
      Math.max(0, Math.min(body.maxBytes, MAX_BYTES) - progress.bytes),
    ),
    endOffset: committed ? lastStableOffset : highWatermark,
    atLeastOne: progress.bytes === 0,
  });
  progress.bytes += found.size;
  return {
    partitionIndex: index,
    errorCode: 0,
    highWatermark,
    lastStableOffset,
    logStartOffset,
    abortedTransactions: committed ? log.abortedWithin(fetchOffset, found.nextOffset) : null,
    records: found.slices,
  };
}

/** The leader's copy of a log, or that of a follower for clients that may read there (KIP-392). */
function copyToRead(
  { cluster, brokerId, version }: RequestContext,
  topic: string,
  { partition: index, fetchOffset, currentLeaderEpoch: clientEpoch }: AskedPartition,
): { log: PartitionLog; end: number } {
  const name = { topic, partition: index };
  const by = { brokerId, clientEpoch };
  const { log, followers } = version >= FOLLOWERS_SINCE
    ? cluster.hostedPartition(name, by)
    : cluster.ledPartition(name, by);
  const end = followers.endOf(brokerId, log.logEndOffset);
  if (fetchOffset > end) throw new RequestError("OFFSET_OUT_OF_RANGE");
  return { log, end };
}
