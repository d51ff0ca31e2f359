// Behavior: checks and appends one batch per partition, as it was sent. Partitions stand alone: one
// may fail while others succeed. With acks 0 nothing is answered, and an error ends the connection.
// With acks −1 the answer waits until all in-sync replicas have the batches, no longer than the
// request says.
//
// Version notes: versions below 3 are advertised since librdkafka would stop compressing otherwise,
// and are refused; 5 adds the log start offset, 7 allows zstd, 8 adds messages.
import {
  BATCH_HEADER_BYTES,
  type KafkaErrorName,
  RecordBatch,
  type RequestBody,
  type ResponseInput,
} from "../../protocol/mod.ts";
import { attempt, errorNameOf, RequestError } from "../errors.ts";
import type { Partition } from "../topics/partition.ts";
import { checkAfterRefusal, noteRefused } from "../transactions/refused_batches.ts";
import { handler, type RequestContext } from "./handler.ts";
import { type AppendedBatch, awaitReplicas, type PartitionResult } from "./produce_acks.ts";

type Body = RequestBody<"Produce">;
type PartitionData = Body["topicData"][number]["partitionData"][number];
/** A batch that was appended, or the answer that says why not. */
type Tried = AppendedBatch | { readonly partition: undefined; readonly result: PartitionResult };

const ALL = -1;
const CODEC_MASK = 0x07;
const ZSTD = 4;
/** What a producer is told when the coordinator refuses: errors that old clients understand. */
const VERIFIED_AS: ReadonlyMap<KafkaErrorName, KafkaErrorName> = new Map([
  ["PRODUCER_FENCED", "INVALID_PRODUCER_EPOCH"],
  ["CONCURRENT_TRANSACTIONS", "NOT_ENOUGH_REPLICAS"],
]);

export const produce = handler("Produce", [0, 9], (context, body) => {
  const appended = body.topicData.map(({ name, topicId, partitionData }) => ({
    name,
    topicId,
    partitions: partitionData.map((data) => append(context, body, { topic: name, data })),
  }));
  const all = appended.flatMap(({ partitions }) => partitions);
  if (body.acks === 0) return refuseIfAnyFailed(all);
  const batches = body.acks === ALL ? all.filter(isAppended) : [];
  if (batches.every(isReplicated)) return respond(appended, new Map());
  const { cluster: { purgatory }, brokerId: leader, signal } = context;
  return awaitReplicas(batches, { purgatory, leader, timeoutMs: body.timeoutMs, signal })
    .then((results) => respond(appended, new Map(batches.map((one, at) => [one, results[at]!]))));
});

/** With acks 0 nobody hears of an error: the connection is closed instead. */
function refuseIfAnyFailed(tried: readonly Tried[]): undefined {
  if (tried.every(isAppended)) return undefined;
  throw new RequestError("UNKNOWN_SERVER_ERROR", "A produce with acks 0 failed");
}

function respond(
  appended: readonly { name: string; topicId: string; partitions: readonly Tried[] }[],
  results: ReadonlyMap<Tried, PartitionResult>,
): ResponseInput<"Produce"> {
  const responses = appended.map(({ name, topicId, partitions }) => ({
    name,
    topicId,
    partitionResponses: partitions.map((tried) => results.get(tried) ?? tried.result),
  }));
  return { responses, throttleTimeMs: 0 };
}

function isAppended(tried: Tried): tried is AppendedBatch {
  return tried.partition !== undefined;
}

function isReplicated({ partition, endOffset }: AppendedBatch): boolean {
  return partition.log.highWatermark >= endOffset;
}

function append(
  context: RequestContext,
  body: Body,
  { topic, data }: { topic: string; data: PartitionData },
): Tried {
  const { cluster, access } = context;
  const index = data.index;
  const done = attempt(() => {
    if (body.transactionalId !== null && isTransactional(body)) {
      access.demand("transactionalId", body.transactionalId);
    }
    access.demand("topic", topic);
    const partition = writablePartition(context, { topic, partition: index, acks: body.acks });
    checkBatch(context, body, { partition, records: data.records });
    const nowMs = cluster.clock.now();
    const appended = partition.write((log, leaderEpoch) =>
      log.append(data.records, { leaderEpoch, nowMs })
    );
    return { partition, appended };
  });
  if (done.value === undefined) return { partition: undefined, result: failed(index, done) };
  const { partition, appended: { baseOffset, lastOffset, logAppendTimeMs } } = done.value;
  const { logStartOffset } = partition.log;
  const result = { index, errorCode: 0, baseOffset, logAppendTimeMs, logStartOffset };
  return { partition, endOffset: lastOffset + 1, result };
}

function failed(
  index: number,
  { errorCode, errorMessage }: { errorCode: number; errorMessage: string | null },
): PartitionResult {
  const nowhere = { baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 };
  return { index, errorCode, errorMessage, ...nowhere };
}

function isTransactional({ topicData }: Body): boolean {
  return topicData.some(({ partitionData }) =>
    partitionData.some(({ records }) =>
      records !== null && records.length >= BATCH_HEADER_BYTES &&
      new RecordBatch(records).isTransactional
    )
  );
}

function writablePartition(
  { cluster, brokerId }: RequestContext,
  to: { topic: string; partition: number; acks: number },
): Partition {
  if (to.acks < ALL || to.acks > 1) throw new RequestError("INVALID_REQUIRED_ACKS");
  const topic = cluster.topics.get(to.topic);
  if (topic?.isInternal) {
    throw new RequestError(
      "INVALID_TOPIC_EXCEPTION",
      `Cannot append to internal topic ${to.topic}`,
    );
  }
  const partition = cluster.ledPartition(to, { brokerId });
  if (to.acks === ALL && !partition.isWritable) {
    throw new RequestError(
      "NOT_ENOUGH_REPLICAS",
      `${partition.isr.length} replica(s) are in sync, ` +
        `min.insync.replicas asks for ${partition.minInSyncReplicas}`,
    );
  }
  return partition;
}

/**
 * What the log can't check: a transactional batch must belong to a transaction that its
 * coordinator knows of, and zstd may be used only by those who know it.
 */
function checkBatch(
  { cluster, version }: RequestContext,
  { transactionalId }: Body,
  { partition, records }: { partition: Partition; records: Uint8Array | null },
): void {
  if (records === null || records.length < BATCH_HEADER_BYTES) return;
  const batch = new RecordBatch(records);
  if (version < 7 && (batch.attributes & CODEC_MASK) === ZSTD) {
    throw new RequestError("UNSUPPORTED_COMPRESSION_TYPE");
  }
  if (!batch.isTransactional) return;
  if (transactionalId === null) throw new RequestError("TRANSACTIONAL_ID_AUTHORIZATION_FAILED");
  const { producerId, producerEpoch } = batch;
  const { producers } = partition.log;
  const isOpen = producers.hasOpenTransaction(producerId);
  if (isOpen && producers.epochOf(producerId) === producerEpoch) return;
  const name = { topic: partition.topic, partition: partition.index };
  if (cluster.coordinatorOf("transaction", transactionalId) < 0) {
    throw new RequestError("NOT_ENOUGH_REPLICAS");
  }
  try {
    cluster.transactions.verify({ transactionalId, producerId, producerEpoch }, name);
  } catch (error) {
    noteRefused(partition, batch);
    throw new RequestError(VERIFIED_AS.get(errorNameOf(error)) ?? errorNameOf(error));
  }
  checkAfterRefusal(partition, batch);
}
