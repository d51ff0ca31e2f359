import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { appended, batchOf, produceBody } from "./requests.ts";
import { errorName, settled } from "./session.ts";

/** A transactional producer as the coordinator knows it. */
export interface Producer {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** Begins the use of a transactional id; whoever used it before is fenced. */
export async function initTransactions(
  broker: RawConnection,
  transactionalId: string,
  options: {
    readonly timeoutMs?: number;
    readonly version?: number;
    readonly known?: Producer;
  } = {},
): Promise<Producer & { readonly error: string }> {
  const { timeoutMs = 60_000, version = 2, known } = options;
  const answer = await settled(
    () =>
      broker.call("InitProducerId", version, {
        transactionalId,
        transactionTimeoutMs: timeoutMs,
        producerId: known?.producerId ?? -1,
        producerEpoch: known?.producerEpoch ?? -1,
      }),
    ({ errorCode }) => errorCode,
  );
  return {
    transactionalId,
    producerId: answer.producerId,
    producerEpoch: answer.producerEpoch,
    error: errorName(answer.errorCode),
  };
}

/** Makes partitions of a topic part of the transaction. */
export async function addPartitions(
  broker: RawConnection,
  producer: Producer,
  topic: string,
  options: { readonly partitions?: readonly number[]; readonly version?: number } = {},
): Promise<Note> {
  const { partitions = [0], version = 1 } = options;
  const { resultsByTopicV3AndBelow } = await settled(
    () => broker.call("AddPartitionsToTxn", version, addBody(producer, topic, partitions)),
    (answer) => answer.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode,
  );
  return resultsByTopicV3AndBelow.flatMap(({ resultsByPartition }) =>
    resultsByPartition.toSorted((a, b) => a.partitionIndex - b.partitionIndex)
      .map(({ partitionErrorCode }) => errorName(partitionErrorCode))
  );
}

function addBody(producer: Producer, topic: string, partitions: readonly number[]) {
  return {
    v3AndBelowTransactionalId: producer.transactionalId,
    v3AndBelowProducerId: producer.producerId,
    v3AndBelowProducerEpoch: producer.producerEpoch,
    v3AndBelowTopics: [{ name: topic, partitions }],
  };
}

/**
 * Begins the first transaction of a producer and sends its record, in one go: a broker takes a
 * connection's requests one after the other, and a short timeout does not run out between.
 */
export async function beginWith(
  broker: RawConnection,
  producer: Producer,
  { topic, value }: { readonly topic: string; readonly value: string },
): Promise<void> {
  const { transactionalId, producerId, producerEpoch } = producer;
  const identity = { producerId, producerEpoch, baseSequence: 0, transactional: true };
  await broker.send("AddPartitionsToTxn", 1, addBody(producer, topic, [0]));
  await broker.send(
    "Produce",
    8,
    produceBody(batchOf([value], identity), { topic, transactionalId }),
  );
  const added = await broker.receive("AddPartitionsToTxn", 1);
  const { responses } = await broker.receive("Produce", 8);
  const codes = [
    added.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode,
    responses[0]!.partitionResponses[0]!.errorCode,
  ];
  if (codes.some((code) => code !== 0)) throw new Error(`A transaction: ${codes.map(errorName)}`);
}

/** Sends one record of a transaction. */
export async function produceIn(
  broker: RawConnection,
  producer: Producer,
  record: {
    readonly topic: string;
    readonly partition?: number;
    readonly value: string;
    readonly sequence: number;
  },
): Promise<Note> {
  const { topic, partition = 0, value, sequence } = record;
  const { transactionalId, producerId, producerEpoch } = producer;
  const options = { producerId, producerEpoch, baseSequence: sequence, transactional: true };
  return await appended(broker, batchOf([value], options), { topic, partition, transactionalId });
}

/** Commits or aborts, and waits until the coordinator is through with what came before. */
export async function end(
  broker: RawConnection,
  producer: Producer,
  how: "commit" | "abort",
  version = 1,
): Promise<string> {
  const { errorCode } = await settled(
    () =>
      broker.call("EndTxn", version, {
        transactionalId: producer.transactionalId,
        producerId: producer.producerId,
        producerEpoch: producer.producerEpoch,
        committed: how === "commit",
      }),
    ({ errorCode }) => errorCode,
  );
  return errorName(errorCode);
}

/** Makes the offsets of a group part of the transaction. */
export async function addOffsets(
  broker: RawConnection,
  producer: Producer,
  group: string,
  version = 1,
): Promise<string> {
  const { transactionalId, producerId, producerEpoch } = producer;
  const { errorCode } = await settled(
    () =>
      broker.call("AddOffsetsToTxn", version, {
        transactionalId,
        producerId,
        producerEpoch,
        groupId: group,
      }),
    ({ errorCode }) => errorCode,
  );
  return errorName(errorCode);
}

/** Commits an offset of a group within the transaction. */
export async function commitIn(
  broker: RawConnection,
  producer: Producer,
  options: {
    readonly group: string;
    readonly topic: string;
    readonly offset: number;
    readonly version?: number;
    readonly memberId?: string;
    readonly generationId?: number;
  },
): Promise<string> {
  const { group, topic, offset, version = 3, memberId = "", generationId = -1 } = options;
  const { topics } = await settled(
    () =>
      broker.call("TxnOffsetCommit", version, {
        transactionalId: producer.transactionalId,
        groupId: group,
        producerId: producer.producerId,
        producerEpoch: producer.producerEpoch,
        generationId,
        memberId,
        topics: [{
          name: topic,
          partitions: [{ partitionIndex: 0, committedOffset: offset, committedMetadata: null }],
        }],
      }),
    ({ topics }) => topics[0]!.partitions[0]!.errorCode,
  );
  return errorName(topics[0]!.partitions[0]!.errorCode);
}
