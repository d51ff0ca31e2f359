import type { BrokersSession } from "./brokers_session.ts";
import type { Note } from "./notebook.ts";
import { batchOf, produce } from "./requests.ts";
import { errorName } from "./session.ts";

/** A partition's state, without the epochs of the cluster's own doing where they may differ. */
export async function state(
  session: BrokersSession,
  topic: string,
  options: { readonly at?: number; readonly version?: number } = {},
): Promise<Note> {
  return (await session.stateOf(topic, options)).map((partition) => ({ ...partition }));
}

/** Writes to the first partition what a scenario begins with. */
export async function write(
  session: BrokersSession,
  topic: string,
  values: readonly string[],
): Promise<void> {
  const { error } = await produce(await session.to(0), batchOf(values), { topic });
  if (error !== "NONE") throw new Error(`Broker 0 did not take ${values.join()}: ${error}`);
}

/** Where an epoch ended, as a broker tells it. */
export async function endOfEpoch(
  session: BrokersSession,
  topic: string,
  asked: { readonly at: number; readonly epoch: number; readonly current?: number },
): Promise<{ error: string; epoch: number; endOffset: number }> {
  const { topics } = await (await session.to(asked.at)).call("OffsetForLeaderEpoch", 3, {
    replicaId: -1,
    topics: [{
      topic,
      partitions: [{
        partition: 0,
        currentLeaderEpoch: asked.current ?? -1,
        leaderEpoch: asked.epoch,
      }],
    }],
  });
  const { errorCode, leaderEpoch, endOffset } = topics[0]!.partitions[0]!;
  return { error: errorName(errorCode), epoch: leaderEpoch, endOffset };
}

/** Asks for an election; `null` means all partitions. */
export async function elect(
  session: BrokersSession,
  topics: readonly { readonly topic: string; readonly partitions: number[] }[],
  options: { readonly type?: "preferred" | "unclean"; readonly version?: number } = {},
): Promise<Note> {
  const { type = "preferred", version = 2 } = options;
  const { errorCode, replicaElectionResults } = await (await session.broker()).call(
    "ElectLeaders",
    version,
    {
      electionType: type === "preferred" ? 0 : 1,
      topicPartitions: topics.map(({ topic, partitions }) => ({ topic, partitions })),
      timeoutMs: 10_000,
    },
  );
  return {
    error: errorName(errorCode),
    results: replicaElectionResults.flatMap(({ partitionResult }) =>
      partitionResult.map(({ partitionId, errorCode }) => ({
        partition: partitionId,
        error: errorName(errorCode),
      }))
    ),
  };
}

/** Asks for other replicas of a topic's partitions; null ends what is under way. */
export async function reassign(
  session: BrokersSession,
  topic: string,
  replicas: readonly (readonly number[] | null)[],
  options: { readonly version?: number; readonly mayResize?: boolean } = {},
): Promise<Note> {
  const { version = 0, mayResize = true } = options;
  const answer = await (await session.broker()).call("AlterPartitionReassignments", version, {
    timeoutMs: 10_000,
    allowReplicationFactorChange: mayResize,
    topics: [{
      name: topic,
      partitions: replicas.map((ids, partitionIndex) => ({
        partitionIndex,
        replicas: ids === null ? null : [...ids],
      })),
    }],
  });
  return {
    error: errorName(answer.errorCode),
    results: answer.responses.flatMap(({ partitions }) =>
      partitions.map(({ partitionIndex, errorCode }) => ({
        partition: partitionIndex,
        error: errorName(errorCode),
      }))
    ),
  };
}

/** The reassignments under way of a topic's first partition, or of all that there are. */
export async function reassignments(
  session: BrokersSession,
  topic: string | null,
): Promise<Note> {
  const answer = await (await session.broker()).call("ListPartitionReassignments", 0, {
    timeoutMs: 10_000,
    topics: topic === null ? null : [{ name: topic, partitionIndexes: [0, 7] }],
  });
  return {
    error: errorName(answer.errorCode),
    topics: answer.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((one) => ({ ...one })),
    })),
  };
}
