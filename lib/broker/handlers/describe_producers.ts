// Behavior: the producers that a partition's leader remembers, idempotent and transactional ones,
// each with its last sequence and, while a transaction of it is open there, where that began.
//
// Version notes: there is version 0 only.
import type { ResponseInput } from "../../protocol/mod.ts";
import { attempt } from "../errors.ts";
import type { ProducerState } from "../log/producer_state.ts";
import { handler, type RequestContext } from "./handler.ts";

type Described = ResponseInput<"DescribeProducers">["topics"][number]["partitions"][number];

export const describeProducers = handler("DescribeProducers", [0, 0], (context, body) => ({
  throttleTimeMs: 0,
  topics: body.topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partition) => describe(context, { topic: name, partition })),
  })),
}));

function describe(
  { cluster, brokerId, access }: RequestContext,
  name: { readonly topic: string; readonly partition: number },
): Described {
  const { value: partition, errorCode } = attempt(() => {
    access.demand("topic", name.topic);
    return cluster.ledPartition(name, { brokerId });
  });
  const producers = partition?.log.producers.list() ?? [];
  return {
    partitionIndex: name.partition,
    errorCode,
    errorMessage: null,
    activeProducers: producers.map(activeProducer),
  };
}

function activeProducer(state: ProducerState) {
  return {
    producerId: state.producerId,
    producerEpoch: state.producerEpoch,
    lastSequence: state.lastSequence,
    lastTimestamp: state.lastTimestampMs,
    coordinatorEpoch: state.coordinatorEpoch,
    currentTxnStartOffset: state.openSince ?? -1,
  };
}
