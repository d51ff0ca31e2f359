// Behavior: checks and appends one batch per partition, as it was sent. Partitions stand alone: one
// may fail while others succeed. With acks 0 nothing is answered, and an error ends the connection.
//
// Version notes: versions below 3 are advertised since librdkafka would stop compressing otherwise,
// and are refused; 5 adds the log start offset, 7 allows zstd, 8 adds messages.
import { RecordBatch, type RequestBody, type ResponseInput } from "../../protocol/mod.ts";
import { attempt, RequestError } from "../errors.ts";
import type { Appended } from "../log/partition_log.ts";
import type { Partition } from "../topics/partition.ts";
import { handler, type RequestContext } from "./handler.ts";

type Body = RequestBody<"Produce">;
type PartitionData = Body["topicData"][number]["partitionData"][number];
type PartitionResult = ResponseInput<"Produce">["responses"][number]["partitionResponses"][number];

const ALL = -1;
const HEADER_BYTES = 61;

export const produce = handler("Produce", [0, 9], (context, body) => {
  const responses = body.topicData.map(({ name, topicId, partitionData }) => ({
    name,
    topicId,
    partitionResponses: partitionData.map((data) => append(context, body, { topic: name, data })),
  }));
  if (body.acks !== 0) return { responses, throttleTimeMs: 0 };
  const failed = responses.some(({ partitionResponses }) =>
    partitionResponses.some(({ errorCode }) => errorCode !== 0)
  );
  if (failed) throw new RequestError("UNKNOWN_SERVER_ERROR", "A produce with acks 0 failed");
  return undefined;
});

function append(
  context: RequestContext,
  body: Body,
  { topic, data }: { topic: string; data: PartitionData },
): PartitionResult {
  const { cluster } = context;
  const index = data.index;
  const done = attempt(() => {
    const partition = writablePartition(context, { topic, partition: index, acks: body.acks });
    checkTransaction(context, body, { partition, records: data.records });
    const nowMs = cluster.clock.now();
    const appended = partition.write((log, leaderEpoch) =>
      log.append(data.records, { leaderEpoch, nowMs })
    );
    return { ...appended, logStartOffset: partition.log.logStartOffset };
  });
  return done.value === undefined
    ? {
      index,
      errorCode: done.errorCode,
      errorMessage: done.errorMessage,
      baseOffset: -1,
      logAppendTimeMs: -1,
      logStartOffset: -1,
    }
    : succeeded(index, done.value);
}

function succeeded(index: number, done: Appended & { logStartOffset: number }): PartitionResult {
  const { baseOffset, logAppendTimeMs, logStartOffset } = done;
  return { index, errorCode: 0, baseOffset, logAppendTimeMs, logStartOffset };
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
  const least = Number(topic!.config("min.insync.replicas"));
  if (to.acks === ALL && partition.isr.length < least) {
    throw new RequestError(
      "NOT_ENOUGH_REPLICAS",
      `${partition.isr.length} replica(s) are in sync, min.insync.replicas asks for ${least}`,
    );
  }
  return partition;
}

/** A transactional batch must belong to a transaction that its coordinator knows of. */
function checkTransaction(
  { cluster }: RequestContext,
  { transactionalId }: Body,
  { partition, records }: { partition: Partition; records: Uint8Array | null },
): void {
  if (records === null || records.length < HEADER_BYTES) return;
  const batch = new RecordBatch(records);
  if (!batch.isTransactional) return;
  if (transactionalId === null) throw new RequestError("TRANSACTIONAL_ID_AUTHORIZATION_FAILED");
  const { producerId, producerEpoch } = batch;
  if (partition.log.producers.hasOpenTransaction(producerId)) return;
  cluster.transactions.verify(
    { transactionalId, producerId, producerEpoch },
    { topic: partition.topic, partition: partition.index },
  );
}
