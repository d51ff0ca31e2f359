import { waitFor, WorkshopError } from "../core/mod.ts";
import {
  type AssignedSessionOptions,
  connectKafka,
  type ConsumedRecord,
  type FetchedBatch,
  type GroupSession,
  type Kafka,
} from "../kafka/mod.ts";
import { Notebook } from "./contract/notebook.ts";
import { checkTranscript, openTarget, targetName } from "./contract/target.ts";
import { Cluster } from "./mod.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a story is told with: the port to Kafka, and names of its own. */
class Story extends Notebook implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly #topics: string[] = [];

  constructor(kafka: Kafka) {
    super();
    this.kafka = kafka;
  }

  async topic(partitions = 1): Promise<string> {
    const name = this.name("topic");
    await using admin = await this.kafka.admin();
    await admin.createTopics([{ name, partitions }]);
    this.#topics.push(name);
    await waitFor(() => admin.topicOffsets(name).catch(() => undefined), { what: name });
    return name;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using admin = await this.kafka.admin();
    await admin.deleteTopics(this.#topics);
  }
}

function story(name: string, tell: (story: Story) => Promise<void>): void {
  Deno.test(`${targetName()} answers the port as the contract says: ${name}`, async () => {
    await using target = await openTarget(() => Cluster.start());
    await using kafka = connectKafka({ bootstrapServers: [target.address] });
    await using told = new Story(kafka);
    await tell(told);
    await checkTranscript(`port ${name}`, told);
  });
}

function records(...values: string[]) {
  return values.map((value) => ({ value: encoder.encode(value), key: encoder.encode("k") }));
}

function show({ partition, offset, value }: ConsumedRecord): string {
  return `${partition}-${offset}: ${value && decoder.decode(value)}`;
}

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (!(error instanceof WorkshopError)) throw error;
    return `${error.code}, ${error.definite ? "definite" : "uncertain"}`;
  }
}

story("batches and their receipts", async (story) => {
  const topic = await story.topic(2);
  for (const acks of ["all", 1, 0] as const) {
    for (const compression of ["none", "zstd"] as const) {
      const options = { acks, compression, idempotent: acks === "all" };
      await using session = await story.kafka.producer(options);
      const batch = { topic, partition: 1, records: records("a", "b") };
      const { baseOffset } = await session.produce(batch);
      story.note(`acks ${acks}, ${compression}`, String(baseOffset));
    }
  }
  await using session = await story.kafka.producer();
  const refusals = [
    ["a partition that is not there", { topic, partition: 7, records: records("x") }],
    ["a record that is too large", { topic, partition: 0, records: records("x".repeat(2e6)) }],
  ] as const;
  for (const [what, batch] of refusals) story.note(what, await outcome(session.produce(batch)));
  // Nobody answers with acks 0, and nothing says when these are in the log.
  await using admin = await story.kafka.admin();
  await waitFor(async () => (await admin.topicOffsets(topic))[1]!.high === 12n, {
    what: "what nobody answers",
  });
  const seen = await Array.fromAsync(story.kafka.read({ topic }));
  story.note("read back", seen.map(show));
});

/** A member of a group that keeps what it is handed. */
async function member(story: Story, topic: string, groupId: string) {
  const batches: FetchedBatch[] = [];
  const session: GroupSession = await story.kafka.joinGroup({
    groupId,
    topics: [topic],
    sessionTimeoutMs: 10_000,
    heartbeatIntervalMs: 200,
    maxWaitMs: 100,
    onBatch: (batch) => batches.push(batch),
  });
  const generation = () => waitFor(() => session.generation, { what: "a generation" });
  const seen = () => batches.flatMap((batch) => batch.records.map(show)).sort();
  return { session, generation, seen };
}

story("generations of a group", async (story) => {
  const topic = await story.topic(2);
  const groupId = story.name("group");
  await using producer = await story.kafka.producer();
  for (const partition of [0, 1]) {
    await producer.produce({ topic, partition, records: records("a", "b", "c") });
  }
  const first = await member(story, topic, groupId);
  await waitFor(() => first.seen().length === 6, { what: "six records" });
  story.note("one member sees all", first.seen());
  const old = await first.generation();
  await first.session.commit([{ topic, partition: 0, offset: 2n }], old);

  const second = await member(story, topic, groupId);
  await waitFor(() => old.signal.aborted, { what: "the end of the generation", timeoutMs: 60_000 });
  await waitFor(
    () =>
      first.session.generation?.assignment.length === 1 &&
      second.session.generation?.assignment.length === 1,
    { what: "a partition each", timeoutMs: 60_000 },
  );
  const late = first.session.commit([{ topic, partition: 1, offset: 3n }], old);
  story.note("a commit of the old generation", await outcome(late));
  await second.session[Symbol.asyncDispose]();
  await first.session[Symbol.asyncDispose]();
  await using admin = await story.kafka.admin();
  const committed = await admin.committedOffsets(groupId, [topic]);
  story.note("what holds", committed.map(({ partition, offset }) => `${partition}: ${offset}`));
  const third = await member(story, topic, groupId);
  await waitFor(() => third.seen().length === 4, { what: "four records", timeoutMs: 60_000 });
  story.note("the next goes on from there", third.seen());
  await third.session[Symbol.asyncDispose]();
  await admin.deleteGroups([groupId]);
  story.note("deleted", (await admin.listGroups()).includes(groupId));
});

story("transactions", async (story) => {
  const topic = await story.topic();
  const groupId = story.name("group");
  const id = story.name("id");
  await using session = await story.kafka.transactional(id);
  for (const how of ["commit", "abort"] as const) {
    const transaction = await session.begin();
    const { baseOffset } = await transaction.produce({
      topic,
      partition: 0,
      records: records(how),
    });
    story.note(`${how} begins at`, String(baseOffset));
    const offset = how === "commit" ? 5n : 99n;
    await transaction.sendOffsets(groupId, [{ topic, partition: 0, offset }]);
    await transaction[how]();
  }
  await using admin = await story.kafka.admin();
  await waitFor(async () => (await admin.topicOffsets(topic))[0]!.high === 4n, { what: "markers" });
  for (const isolationLevel of ["read_committed", "read_uncommitted"] as const) {
    const seen = await Array.fromAsync(story.kafka.read({ topic, isolationLevel }));
    story.note(isolationLevel, seen.map(show));
  }
  const committed = await waitFor(async () => {
    const offsets = await admin.committedOffsets(groupId, [topic]);
    return offsets.length > 0 ? offsets : undefined;
  }, { what: "the group's marker" });
  story.note("offsets", committed.map(({ offset }) => String(offset)));
  const open = await session.begin();
  await open.produce({ topic, partition: 0, records: records("left open") });
  await using next = await story.kafka.transactional(id);
  story.note("the next takes over", await outcome(next.begin().then((begun) => begun.abort())));
  story.note("who was before is fenced", await outcome(open.commit()));
});

story("partitions of one's own choice", async (story) => {
  const topic = await story.topic(2);
  const groupId = story.name("group");
  const startMs = Date.now() - 10_000;
  await using producer = await story.kafka.producer();
  for (const partition of [0, 1]) {
    const timed = records("a", "b", "c").map((record, at) => ({
      ...record,
      timestampMs: startMs + at * 1000,
    }));
    await producer.produce({ topic, partition, records: timed });
  }
  const read = async (what: string, startAt: AssignedSessionOptions["startAt"], count: number) => {
    const seen: string[] = [];
    await using session = await story.kafka.assign({
      topics: [topic],
      groupId,
      startAt: startAt!,
      maxWaitMs: 100,
      onBatch: (batch) => void seen.push(...batch.records.map(show)),
      onWarning: ({ code, offset }) => void story.note(`${what} warns`, `${code} at ${offset}`),
    });
    await waitFor(() => seen.length >= count, { what: `${count} records`, timeoutMs: 60_000 });
    story.note(what, seen.sort());
    await session.commit([{ topic, partition: 0, offset: 2n }]);
  };
  await read("earliest", "earliest", 6);
  await read("committed", "committed", 4);
  await read("a time", { timestampMs: startMs + 500 }, 4);
  await read("an offset", { offsets: [{ topic, partition: 1, offset: 2n }] }, 4);
  await read("an offset behind the end", { offsets: [{ topic, partition: 1, offset: 9n }] }, 6);
  const joined = await member(story, topic, groupId);
  await joined.generation();
  story.note("commit while the group has members", await outcome(read("again", "earliest", 6)));
  await joined.session[Symbol.asyncDispose]();
  await using admin = await story.kafka.admin();
  await admin.deleteRecords([{ topic, partition: 0, offset: 1n }]);
  await read("after records were deleted", { offsets: [{ topic, partition: 0, offset: 0n }] }, 5);
  await admin.deleteGroups([groupId]);
});

story("what an operator asks", async (story) => {
  const topic = await story.topic(2);
  const groupId = story.name("group");
  await using admin = await story.kafka.admin();
  const own = async () =>
    (await admin.topicSettings(topic)).filter(({ source }) => source === "topic")
      .map(({ name, value }) => `${name}=${value}`);
  await admin.alterTopicConfig(topic, { "retention.ms": "1000", "cleanup.policy": "compact" });
  const told = (count: number) =>
    waitFor(async () => {
      const settings = await own();
      return settings.length === count ? settings : undefined;
    }, { what: "the broker to hear of the change" });
  story.note("settings of the topic's own", await told(2));
  await admin.alterTopicConfig(topic, { "retention.ms": null });
  story.note("one was given back", await told(1));
  const settings = (await admin.brokerSettings(0)).filter(({ name }) => name === "node.id");
  story.note("a setting of the broker", settings.map(({ value, readOnly }) => [value, readOnly]));
  story.note("a broker that isn't there", await outcome(admin.brokerSettings(77)));

  const check = (name: string, replicationFactor = 1, config = {}) =>
    outcome(admin.checkTopics([{ name, partitions: 1, replicationFactor, config }]));
  const fresh = story.name("fresh");
  story.note("a topic that could be made", await check(fresh));
  story.note("it was not made", (await admin.listTopics()).includes(fresh));
  story.note("too many replicas", await check(fresh, 33));
  story.note("a wrong setting", await check(fresh, 1, { "retention.ms": "soon" }));
  story.note("a topic that is there", await check(topic));

  await using producer = await story.kafka.producer();
  await producer.produce({ topic, partition: 1, records: records("a", "b") });
  const copies = (await admin.describeLogDirs([0])).flatMap(({ partitions }) => partitions)
    .filter((copy) => copy.topic === topic)
    .sort((a, b) => a.partition - b.partition);
  story.note(
    "copies in the log folder",
    copies.map(({ partition, sizeBytes, offsetLag }) => [partition, sizeBytes > 0, offsetLag]),
  );
  await admin.commitOffsets(groupId, [{ topic, partition: 1, offset: 1n }]);
  const listed = (await admin.groupStates()).filter((group) => group.groupId === groupId);
  story.note("a group without members", listed.map(({ state }) => state));
  const committed = await admin.allCommittedOffsets(groupId);
  story.note("all it has committed", committed.map((at) => `${at.partition}: ${at.offset}`));
  await admin.deleteGroups([groupId]);
});
