// Behavior: makes partitions part of a transaction, all or none: if one is not there, it is told
// so, and the others get OPERATION_NOT_ATTEMPTED. Likewise with one that may not be written to.
//
// Version notes: 2 knows PRODUCER_FENCED; 4 and up are for brokers and not offered.
import type { KafkaErrorName } from "../../protocol/mod.ts";
import { attempt, errorCode } from "../errors.ts";
import type { TopicPartition } from "../transactions/transaction_records.ts";
import { handler, type RequestContext } from "./handler.ts";
import { fencedAs } from "./transactional.ts";

export const addPartitionsToTxn = handler("AddPartitionsToTxn", [0, 3], (context, body) => {
  const { cluster, brokerId, version, access } = context;
  const topics = body.v3AndBelowTopics;
  const wanted = topics.flatMap(({ name, partitions }) =>
    partitions.map((partition) => ({ topic: name, partition }))
  );
  const refusals = new Map(wanted.map((one) => [one, refusalOf(context, one)]));
  const allThere = [...refusals.values()].every((refusal) => refusal === undefined);
  const done = attempt(() => {
    const transactionalId = body.v3AndBelowTransactionalId;
    access.demand("transactionalId", transactionalId);
    cluster.checkCoordinator("transaction", transactionalId, brokerId);
    if (!allThere) return;
    cluster.transactions.addPartitions({
      transactionalId,
      producerId: body.v3AndBelowProducerId,
      producerEpoch: body.v3AndBelowProducerEpoch,
    }, wanted);
  });
  const errorOf = (one: TopicPartition) => {
    if (allThere || isForbidden(done.errorCode)) return fencedAs(done.errorCode, version >= 2);
    return errorCode(refusals.get(one) ?? "OPERATION_NOT_ATTEMPTED");
  };
  return {
    throttleTimeMs: 0,
    errorCode: 0,
    resultsByTransaction: [],
    resultsByTopicV3AndBelow: topics.map(({ name, partitions }) => ({
      name,
      resultsByPartition: partitions.map((partition) => ({
        partitionIndex: partition,
        partitionErrorCode: errorOf(
          wanted.find((one) => one.topic === name && one.partition === partition)!,
        ),
      })),
    })),
  };
});

function refusalOf(
  { cluster, access }: RequestContext,
  { topic, partition }: TopicPartition,
): KafkaErrorName | undefined {
  if (!access.allows("topic", topic)) return "TOPIC_AUTHORIZATION_FAILED";
  const there = cluster.topics.partition(topic, partition) !== undefined;
  return there ? undefined : "UNKNOWN_TOPIC_OR_PARTITION";
}

function isForbidden(code: number): boolean {
  return code === errorCode("TRANSACTIONAL_ID_AUTHORIZATION_FAILED");
}
