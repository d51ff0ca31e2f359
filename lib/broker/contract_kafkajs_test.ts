import {
  type Admin,
  CompressionTypes,
  ConfigResourceTypes,
  type Consumer,
  Kafka,
  logLevel,
} from "kafkajs";
import { assert } from "@std/assert";
import { waitFor } from "../core/mod.ts";
import { Notebook } from "./contract/notebook.ts";
import { checkTranscript, openTarget, targetName } from "./contract/target.ts";
import { Cluster } from "./mod.ts";

/** What a story is told with: kafkajs as anybody uses it, and the connections to end after. */
class Story extends Notebook implements AsyncDisposable {
  readonly kafkajs: Kafka;
  readonly #open: { disconnect(): Promise<void> }[] = [];
  readonly #topics: string[] = [];

  constructor(address: string) {
    super();
    this.kafkajs = new Kafka({
      brokers: [address],
      clientId: "contract",
      logLevel: logLevel.NOTHING,
      retry: { retries: 8, initialRetryTime: 50 },
    });
  }

  async connected<T extends { connect(): Promise<void>; disconnect(): Promise<void> }>(
    client: T,
  ): Promise<T> {
    await client.connect();
    this.#open.push(client);
    return client;
  }

  admin(): Promise<Admin> {
    return this.connected(this.kafkajs.admin());
  }

  async topic(partitions = 1): Promise<string> {
    const topic = this.name("topic");
    const admin = await this.admin();
    const topics = [{ topic, numPartitions: partitions, replicationFactor: 1 }];
    await admin.createTopics({ topics, waitForLeaders: true });
    await waitFor(() => admin.fetchTopicOffsets(topic).catch(() => undefined), {
      what: `leaders of ${topic}`,
    });
    this.#topics.push(topic);
    return topic;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#topics.length > 0) await (await this.admin()).deleteTopics({ topics: this.#topics });
    await Promise.all(this.#open.map((client) => client.disconnect()));
  }
}

function story(name: string, tell: (story: Story) => Promise<void>): void {
  Deno.test(`${targetName()} answers kafkajs as the contract says: ${name}`, async () => {
    await using target = await openTarget(() => Cluster.start());
    await using told = new Story(target.address);
    await tell(told);
    await checkTranscript(`kafkajs ${name}`, told);
  });
}

async function errorType(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "NONE";
  } catch (error) {
    return typeOf(error);
  }
}

function typeOf(error: unknown): string {
  if (error instanceof Error && "type" in error) return String(error.type);
  if (error instanceof Error && "errors" in error) return typeOf((error.errors as unknown[])[0]);
  if (error instanceof Error && error.cause instanceof Error) return typeOf(error.cause);
  return error instanceof Error ? error.name : String(error);
}

story("topics", async (story) => {
  const admin = await story.admin();
  const topic = story.name("topic");
  const make = (options: object) =>
    admin.createTopics({ topics: [{ topic, numPartitions: 2, ...options }] });
  story.note("made", await make({}));
  story.note("made again", await make({}));
  story.note("too many replicas", await errorType(make({ topic: "a", replicationFactor: 5 })));
  story.note("a bad name", await errorType(make({ topic: "a b" })));
  await waitFor(() => admin.fetchTopicOffsets(topic).catch(() => undefined), { what: "leaders" });
  story.note("listed", (await admin.listTopics()).includes(topic));
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  story.note("its partitions", topics[0]!.partitions.map(({ partitionId }) => partitionId).sort());
  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
  const grown = await waitFor(async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]!.partitions.length === 3;
  }, { what: "the third partition" });
  story.note("grown", grown);
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{
      type: ConfigResourceTypes.TOPIC,
      name: topic,
      configEntries: [{ name: "retention.ms", value: "60000" }],
    }],
  });
  const resources = [{
    type: ConfigResourceTypes.TOPIC,
    name: topic,
    configNames: ["retention.ms"],
  }];
  const altered = await waitFor(async () => {
    const { resources: [found] } = await admin.describeConfigs({
      includeSynonyms: false,
      resources,
    });
    const entry = found!.configEntries[0]!;
    return entry.configValue === "60000" && entry.isDefault === false;
  }, { what: "the changed setting" });
  story.note("a setting changed", altered);
  const { brokers, clusterId } = await admin.describeCluster();
  story.note("the cluster", { brokers: brokers.length, hasId: clusterId.length > 0 });
  await admin.deleteTopics({ topics: [topic] });
  await waitFor(async () => !(await admin.listTopics()).includes(topic), { what: "its end" });
  const unknown = admin.fetchTopicMetadata({ topics: [story.name("none")] });
  story.note("a topic that is not there", await errorType(unknown));
});

story("records and their offsets", async (story) => {
  const topic = await story.topic(2);
  const admin = await story.admin();
  const producer = await story.connected(
    story.kafkajs.producer({ createPartitioner: () => ({ message }) => message.partition ?? 0 }),
  );
  const send = async (acks: number, compression: CompressionTypes, values: string[]) => {
    const messages = values.map((value) => ({ value, key: "k", headers: { of: "a header" } }));
    const receipts = await producer.send({ topic, acks, compression, messages });
    return receipts.map(({ partition, baseOffset }) => ({ partition, baseOffset: baseOffset! }));
  };
  story.note("acks all", await send(-1, CompressionTypes.None, ["a", "b"]));
  story.note("acks 1, gzip", await send(1, CompressionTypes.GZIP, ["c", "d"]));
  story.note("acks 0", (await send(0, CompressionTypes.None, ["e"])).length);
  await producer.send({ topic, messages: [{ value: "f", partition: 1 }] });
  story.note("the offsets", sorted(await admin.fetchTopicOffsets(topic)));
  const past = await admin.fetchTopicOffsetsByTimestamp(topic, 0);
  story.note("from the beginning of time", sorted(past));
  const soon = await admin.fetchTopicOffsetsByTimestamp(topic, Date.now() + 1_000_000);
  story.note("from the future", sorted(soon));
  const large = producer.send({ topic, messages: [{ value: "x".repeat(1_100_000) }] });
  story.note("a record that is too large", await errorType(large));
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "3" }] });
  story.note("after records were deleted", sorted(await admin.fetchTopicOffsets(topic)));
});

function sorted<T extends { partition: number }>(list: readonly T[]): Pick<T, keyof T>[] {
  return list.map((item) => ({ ...item })).sort((a, b) => a.partition - b.partition);
}

/** Collects what a consumer is handed. */
async function collect(consumer: Consumer, topic: string): Promise<string[]> {
  const seen: string[] = [];
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ message, partition }) => {
      seen.push(`${partition}-${message.offset}: ${message.value}`);
      return Promise.resolve();
    },
  });
  return seen;
}

story("groups", async (story) => {
  const topic = await story.topic(2);
  const admin = await story.admin();
  const groupId = story.name("group");
  const producer = await story.connected(
    story.kafkajs.producer({ createPartitioner: () => ({ message }) => message.partition ?? 0 }),
  );
  const messages = [0, 1].flatMap((partition) =>
    ["a", "b", "c"].map((value) => ({ partition, value }))
  );
  await producer.send({ topic, messages });
  const options = { groupId, sessionTimeout: 10_000, heartbeatInterval: 200, maxWaitTimeInMs: 100 };
  const first = await story.connected(story.kafkajs.consumer(options));
  const seen = await collect(first, topic);
  await waitFor(() => seen.length >= 6, { what: "six records", timeoutMs: 60_000 });
  story.note("one consumer sees all", seen.toSorted());
  await first.commitOffsets([{ topic, partition: 0, offset: "2" }]);
  story.note("committed", await offsetsOf(admin, groupId, topic));
  story.note("the group", await stateOf(admin, groupId));
  story.note("deleted while it is used", await errorType(admin.deleteGroups([groupId])));

  const second = await story.connected(story.kafkajs.consumer(options));
  const share = await collect(second, topic);
  await waitFor(async () => (await stateOf(admin, groupId)) === "Stable with 2", {
    what: "two members",
    timeoutMs: 60_000,
  });
  await waitFor(() => share.length > 0, { what: "a share", timeoutMs: 60_000 });
  story.note("two share", await partsOf(admin, groupId));
  await first.disconnect();
  await second.disconnect();
  story.note("all are gone", await stateOf(admin, groupId));
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 1, offset: "1" }] });
  story.note("set by hand", await offsetsOf(admin, groupId, topic));
  const third = await story.connected(story.kafkajs.consumer(options));
  const rest = await collect(third, topic);
  await waitFor(() => rest.length >= 3, { what: "three records", timeoutMs: 60_000 });
  story.note("the next goes on from there", rest.toSorted());
  await third.disconnect();
  await admin.deleteGroups([groupId]);
  story.note("deleted", await stateOf(admin, groupId));
});

async function offsetsOf(admin: Admin, groupId: string, topic: string) {
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return sorted(found!.partitions).map(({ partition, offset }) => ({ partition, offset }));
}

async function stateOf(admin: Admin, groupId: string): Promise<string> {
  const { groups: [group] } = await admin.describeGroups([groupId]);
  return `${group!.state} with ${group!.members.length}`;
}

async function partsOf(admin: Admin, groupId: string): Promise<string[]> {
  const { groups: [group] } = await admin.describeGroups([groupId]);
  return group!.members.map(({ clientId, memberAssignment }) => {
    assert(memberAssignment.length > 0);
    return clientId;
  });
}

story("transactions", async (story) => {
  const topic = await story.topic();
  const admin = await story.admin();
  const groupId = story.name("group");
  const producer = await story.connected(story.kafkajs.producer({
    transactionalId: story.name("id"),
    idempotent: true,
    maxInFlightRequests: 1,
  }));
  for (const how of ["commit", "abort", "commit"] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: how }] });
    const offset = how === "abort" ? "99" : "5";
    const topics = [{ topic, partitions: [{ partition: 0, offset }] }];
    await transaction.sendOffsets({ consumerGroupId: groupId, topics });
    await transaction[how]();
  }
  const end = await waitFor(async () => {
    const [offsets] = await admin.fetchTopicOffsets(topic);
    return offsets!.offset === "6" ? offsets!.offset : undefined;
  }, { what: "three markers" });
  story.note("records and markers", end);
  const committed = await waitFor(async () => {
    const offsets = await offsetsOf(admin, groupId, topic);
    return offsets[0]!.offset === "5" ? offsets : undefined;
  }, { what: "the group's marker" });
  story.note("offsets", committed);
  for (const readUncommitted of [false, true]) {
    const consumer = await story.connected(
      story.kafkajs.consumer({
        groupId: story.name("reader"),
        readUncommitted,
        maxWaitTimeInMs: 100,
      }),
    );
    const seen = await collect(consumer, topic);
    await waitFor(() => seen.length >= (readUncommitted ? 3 : 2), { what: "the records" });
    await consumer.disconnect();
    story.note(readUncommitted ? "to all" : "to committed readers", seen);
  }
});
