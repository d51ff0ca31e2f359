// Behavior: makes partitions part of a transaction, all or none: if one is not there, it is told
// so, and the others get OPERATION_NOT_ATTEMPTED.
//
// Version notes: 2 knows PRODUCER_FENCED; 4 and up are for brokers and not offered.
import type { ClusterState } from "../cluster_state.ts";
import { attempt, errorCode } from "../errors.ts";
import type { TopicPartition } from "../transactions/transaction_records.ts";
import { handler } from "./handler.ts";
import { fencedAs } from "./transactional.ts";

export const addPartitionsToTxn = handler("AddPartitionsToTxn", [0, 3], (context, body) => {
  const { cluster, brokerId, version } = context;
  const topics = body.v3AndBelowTopics;
  const wanted = topics.flatMap(({ name, partitions }) =>
    partitions.map((partition) => ({ topic: name, partition }))
  );
  const allThere = wanted.every((one) => isThere(cluster, one));
  const done = attempt(() => {
    const transactionalId = body.v3AndBelowTransactionalId;
    cluster.checkCoordinator("transaction", transactionalId, brokerId);
    if (!allThere) return;
    cluster.transactions.addPartitions({
      transactionalId,
      producerId: body.v3AndBelowProducerId,
      producerEpoch: body.v3AndBelowProducerEpoch,
    }, wanted);
  });
  const errorOf = (one: TopicPartition) => {
    if (allThere) return fencedAs(done.errorCode, version >= 2);
    return errorCode(
      isThere(cluster, one) ? "OPERATION_NOT_ATTEMPTED" : "UNKNOWN_TOPIC_OR_PARTITION",
    );
  };
  return {
    throttleTimeMs: 0,
    errorCode: 0,
    resultsByTransaction: [],
    resultsByTopicV3AndBelow: topics.map(({ name, partitions }) => ({
      name,
      resultsByPartition: partitions.map((partition) => ({
        partitionIndex: partition,
        partitionErrorCode: errorOf({ topic: name, partition }),
      })),
    })),
  };
});

function isThere(cluster: ClusterState, { topic, partition }: TopicPartition): boolean {
  return cluster.topics.partition(topic, partition) !== undefined;
}
