import { Reader } from "../../protocol/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

/** What clients rely on: each API in these versions, whatever else a broker offers. */
const NEEDED: readonly (readonly [name: string, key: number, least: number, most: number])[] = [
  ["Produce", 0, 3, 9],
  ["Fetch", 1, 4, 12],
  ["ListOffsets", 2, 1, 9],
  ["Metadata", 3, 0, 12],
  ["OffsetCommit", 8, 2, 9],
  ["OffsetFetch", 9, 1, 9],
  ["FindCoordinator", 10, 0, 4],
  ["JoinGroup", 11, 0, 9],
  ["Heartbeat", 12, 0, 4],
  ["LeaveGroup", 13, 0, 5],
  ["SyncGroup", 14, 0, 5],
  ["DescribeGroups", 15, 0, 5],
  ["ListGroups", 16, 0, 5],
  ["ApiVersions", 18, 0, 4],
  ["CreateTopics", 19, 2, 7],
  ["DeleteTopics", 20, 1, 6],
  ["InitProducerId", 22, 0, 4],
  ["AddPartitionsToTxn", 24, 0, 3],
  ["AddOffsetsToTxn", 25, 0, 3],
  ["EndTxn", 26, 0, 3],
  ["TxnOffsetCommit", 28, 0, 3],
  ["DescribeConfigs", 32, 1, 4],
  ["CreatePartitions", 37, 0, 3],
  ["DeleteGroups", 42, 0, 2],
];

/** Versions and metadata: what a client asks first. */
export const METADATA: readonly Scenario[] = [
  { name: "the versions of each API", run: apiVersions },
  { name: "a version that does not exist", run: unknownVersion },
  { name: "metadata of topics", run: metadata },
  { name: "a topic made by asking for it", run: autoCreation },
];

async function apiVersions(session: Session): Promise<void> {
  const broker = await session.broker();
  for (const version of [0, 1, 2, 3, 4]) {
    const { errorCode, apiKeys } = await broker.call("ApiVersions", version, {
      clientSoftwareName: "contract",
      clientSoftwareVersion: "1",
    });
    const lacking = NEEDED.filter(([, key, least, most]) => {
      const range = apiKeys.find(({ apiKey }) => apiKey === key);
      return range === undefined || range.minVersion > least || range.maxVersion < most;
    });
    session.note(`ApiVersions v${version}`, {
      error: errorName(errorCode),
      lacking: lacking.map(([name]) => name),
    });
  }
}

async function unknownVersion(session: Session): Promise<void> {
  const broker = await session.broker();
  const head = new Uint8Array([0, 0, 0, 12, 0, 18, 0, 99, 0, 0, 0, 7, 0, 0, 0, 0]);
  await broker.sendBytes([head]);
  const reader = new Reader((await broker.receiveFrame())!);
  const correlationId = reader.int32();
  const errorCode = reader.int16();
  const count = reader.int32();
  const keys = Array.from({ length: count }, () => [reader.int16(), reader.skip(4)][0]!);
  session.note("the answer is readable as version 0", {
    correlationId,
    error: errorName(errorCode),
    listsApiVersions: keys.includes(18),
  });
  session.note("the connection goes on", await versionsError(broker));
}

async function versionsError(broker: RawConnection): Promise<string> {
  return errorName((await broker.call("ApiVersions", 0, {})).errorCode);
}

async function metadata(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ partitions: 3 });
  for (const version of [1, 4, 7, 8, 9, 12]) {
    session.note(`v${version}`, await describe(broker, version, [topic]));
  }
  session.note("two that are not there", await describe(broker, 8, [session.name("none"), "a b"]));
  session.note("a name that is too long", await describe(broker, 8, ["x".repeat(250)]));
  for (const version of [0, 1, 12]) {
    const all = await broker.call("Metadata", version, { topics: version === 0 ? [] : null });
    session.note(
      `all topics, v${version}`,
      all.topics.some(({ name }) => name === topic),
    );
  }
  const none = await broker.call("Metadata", 8, { topics: [], allowAutoTopicCreation: false });
  session.note("an empty list asks for no topics", none.topics.length);
  session.note("the brokers", {
    count: none.brokers.length,
    host: none.brokers[0]!.host,
    controllerIsABroker: none.brokers.some(({ nodeId }) => nodeId === none.controllerId),
    hasClusterId: (none.clusterId ?? "").length > 0,
  });
  await byTopicId(session, broker, topic);
}

async function byTopicId(session: Session, broker: RawConnection, topic: string): Promise<void> {
  const named = await broker.call("Metadata", 12, {
    topics: [{ topicId: "AAAAAAAAAAAAAAAAAAAAAA", name: topic }],
    allowAutoTopicCreation: false,
  });
  const { topicId } = named.topics[0]!;
  for (const [what, id] of [["its id", topicId], ["no topic's id", "AAAAAAAAAAAAAAAAAAAAzQ"]]) {
    const answer = await broker.call("Metadata", 12, {
      topics: [{ topicId: id!, name: null }],
      allowAutoTopicCreation: false,
    });
    const { errorCode, name } = answer.topics[0]!;
    session.note(`by ${what}`, { error: errorName(errorCode), name });
  }
}

async function describe(
  broker: RawConnection,
  version: number,
  names: readonly string[],
): Promise<Note> {
  const { topics } = await broker.call("Metadata", version, {
    topics: names.map((name) => ({ name })),
    allowAutoTopicCreation: false,
  });
  return topics.map((topic) => ({
    error: errorName(topic.errorCode),
    name: topic.name,
    internal: topic.isInternal,
    partitions: [...topic.partitions].sort((a, b) => a.partitionIndex - b.partitionIndex)
      .map((partition) => ({
        partition: partition.partitionIndex,
        error: errorName(partition.errorCode),
        leaderEpoch: partition.leaderEpoch,
        replicas: partition.replicaNodes.length,
        inSync: partition.isrNodes.length,
        offline: partition.offlineReplicas.length,
      })),
  }));
}

async function autoCreation(session: Session): Promise<void> {
  const broker = await session.broker();
  const name = session.name("auto");
  const ask = async (version: number, allow: boolean) => {
    const { topics } = await broker.call("Metadata", version, {
      topics: [{ name }],
      allowAutoTopicCreation: allow,
    });
    return errorName(topics[0]!.errorCode);
  };
  session.note("not allowed", await ask(8, false));
  session.note("allowed, first answer", await ask(8, true));
  await session.awaitTopic(name);
  session.note("then it is there", await describe(broker, 8, [name]));
}
