import { waitFor } from "../../core/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { type Body, errorName, type Scenario, type Session } from "./session.ts";

type NewTopic = Body<"CreateTopics">["topics"][number];

/** Topics made, changed and removed, with each refusal. */
export const TOPICS: readonly Scenario[] = [
  { name: "creating topics", run: creating },
  { name: "topics that can't be created", run: refused },
  { name: "topics placed by hand", run: placed },
  { name: "deleting topics", run: deleting },
  { name: "adding partitions", run: addingPartitions },
];

function topicRequest(name: string, rest: Partial<NewTopic> = {}): NewTopic {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...rest };
}

async function create(
  broker: RawConnection,
  topics: readonly NewTopic[],
  options: { version?: number; validateOnly?: boolean } = {},
): Promise<Note> {
  const { version = 5, validateOnly = false } = options;
  const answer = await broker.call("CreateTopics", version, {
    topics,
    timeoutMs: 10_000,
    validateOnly,
  });
  return answer.topics.map((topic) => ({
    name: topic.name,
    error: errorName(topic.errorCode),
    partitions: topic.numPartitions,
    replicationFactor: topic.replicationFactor,
    hasConfigs: (topic.configs?.length ?? 0) > 0,
  }));
}

async function creating(session: Session): Promise<void> {
  const broker = await session.broker();
  for (const version of [2, 4, 5, 7]) {
    const name = session.name(`v${version}`);
    session.note(`v${version}`, await create(broker, [topicRequest(name)], { version }));
    await session.awaitTopic(name);
    session.note("again", await create(broker, [topicRequest(name)], { version }));
  }
  const checked = session.name("checked");
  session.note(
    "only checked",
    await create(broker, [topicRequest(checked, { numPartitions: 4 })], { validateOnly: true }),
  );
  session.note("it is not there", await exists(broker, checked));
  const standard = session.name("standard");
  const byDefault = topicRequest(standard, { numPartitions: -1, replicationFactor: -1 });
  session.note("with the broker's defaults", await create(broker, [byDefault]));
  await session.awaitTopic(standard);
}

async function refused(session: Session): Promise<void> {
  const broker = await session.broker();
  const attempts: readonly [string, NewTopic][] = [
    ["no partitions", topicRequest(session.name("a"), { numPartitions: 0 })],
    ["fewer than none", topicRequest(session.name("b"), { numPartitions: -2 })],
    ["more replicas than brokers", topicRequest(session.name("c"), { replicationFactor: 2 })],
    ["no replicas", topicRequest(session.name("d"), { replicationFactor: 0 })],
    ["an empty name", topicRequest("")],
    ["a dot", topicRequest(".")],
    ["two dots", topicRequest("..")],
    ["a space", topicRequest("a b")],
    ["a slash", topicRequest("a/b")],
    ["an umlaut", topicRequest("ärger")],
    ["250 letters", topicRequest("x".repeat(250))],
    ...configAttempts(session),
  ];
  for (const [what, topic] of attempts) session.note(what, await create(broker, [topic]));
  const twice = session.name("twice");
  session.note(
    "the same name twice",
    await create(broker, [topicRequest(twice), topicRequest(twice)]),
  );
  await collision(session, broker);
}

function configAttempts(session: Session): [string, NewTopic][] {
  const values: readonly (readonly [string, string | null])[] = [
    ["retention.ms", "soon"],
    ["retention.ms", "-2"],
    ["cleanup.policy", "shred"],
    ["compression.type", "rar"],
    ["max.message.bytes", "-1"],
    ["min.insync.replicas", "0"],
    ["segment.bytes", "1"],
    ["no.such.setting", "1"],
    ["retention.ms", null],
  ];
  return values.map(([name, value], index) => [
    `${name}=${value}`,
    topicRequest(session.name(`config${index}`), { configs: [{ name, value }] }),
  ]);
}

/** Dots and underscores are the same in the names of metrics. */
async function collision(session: Session, broker: RawConnection): Promise<void> {
  const dotted = session.name("with.dot");
  await create(broker, [topicRequest(dotted)]);
  await session.awaitTopic(dotted);
  const underscored = dotted.replace(".", "_");
  session.note("a name that differs by dot and underscore only", {
    ...first(await create(broker, [topicRequest(underscored)])),
    name: "",
  });
}

function first(notes: Note): { [key: string]: Note } {
  return (notes as readonly { [key: string]: Note }[])[0]!;
}

async function placed(session: Session): Promise<void> {
  const broker = await session.broker();
  const place = (...replicas: number[][]): Partial<NewTopic> => ({
    numPartitions: -1,
    replicationFactor: -1,
    assignments: replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
  });
  const { brokers } = await broker.call("Metadata", 8, { topics: [] });
  const id = brokers[0]!.nodeId;
  const good = session.name("good");
  session.note("on the broker", await create(broker, [topicRequest(good, place([id], [id]))]));
  await session.awaitTopic(good);
  const attempts: readonly [string, Partial<NewTopic>][] = [
    ["on a broker that is not there", place([99])],
    ["twice on the same", place([id, id])],
    ["with counts too", { ...place([id]), numPartitions: 1, replicationFactor: 1 }],
    ["nowhere", place([])],
    ["a partition left out", {
      ...place([id]),
      assignments: [{ partitionIndex: 1, brokerIds: [id] }],
    }],
  ];
  for (const [what, rest] of attempts) {
    session.note(what, await create(broker, [topicRequest(session.name("bad"), rest)]));
  }
}

async function exists(broker: RawConnection, name: string): Promise<boolean> {
  const request = { topics: [{ name }], allowAutoTopicCreation: false };
  const { topics } = await broker.call("Metadata", 8, request);
  return topics[0]!.errorCode === 0;
}

async function deleting(session: Session): Promise<void> {
  const broker = await session.broker();
  for (const version of [1, 3, 4, 5]) {
    const name = await session.topic();
    const remove = async () => {
      const request = { topicNames: [name], timeoutMs: 10_000 };
      const { responses } = await broker.call("DeleteTopics", version, request);
      return responses.map((topic) => ({ name: topic.name, error: errorName(topic.errorCode) }));
    };
    session.note(`v${version}`, await remove());
    session.note("again", await remove());
  }
  await deletingById(session, broker);
}

async function deletingById(session: Session, broker: RawConnection): Promise<void> {
  const name = await session.topic();
  const request = { topics: [{ name }], allowAutoTopicCreation: false };
  const { topicId } = (await broker.call("Metadata", 12, request)).topics[0]!;
  const none = "AAAAAAAAAAAAAAAAAAAAAA";
  const attempts: readonly [string, string | null, string][] = [
    ["v6 by an id that is not there", null, "AAAAAAAAAAAAAAAAAAAAzQ"],
    ["v6 by id", null, topicId],
    ["v6 by a name that is not there", name, none],
  ];
  for (const [what, name, topicId] of attempts) {
    const topics = [{ name, topicId }];
    const { responses } = await broker.call("DeleteTopics", 6, { topics, timeoutMs: 10_000 });
    session.note(
      what,
      responses.map((topic) => ({ name: topic.name, error: errorName(topic.errorCode) })),
    );
  }
}

async function addingPartitions(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ partitions: 2 });
  const grow = async (
    name: string,
    count: number,
    rest: { version?: number; validateOnly?: boolean; assignments?: number[][] } = {},
  ) => {
    const { version = 1, validateOnly = false, assignments } = rest;
    const places = assignments?.map((brokerIds) => ({ brokerIds })) ?? null;
    const { results } = await broker.call("CreatePartitions", version, {
      topics: [{ name, count, assignments: places }],
      timeoutMs: 10_000,
      validateOnly,
    });
    return results.map((result) => ({ name: result.name, error: errorName(result.errorCode) }));
  };
  session.note("fewer", await grow(topic, 1));
  session.note("as many", await grow(topic, 2));
  session.note("none", await grow(topic, 0));
  session.note("only checked", await grow(topic, 3, { validateOnly: true }));
  session.note("places for too few", await grow(topic, 4, { assignments: [[0]] }));
  session.note("on a broker that is not there", await grow(topic, 3, { assignments: [[99]] }));
  session.note("of no topic", await grow(session.name("none"), 3));
  for (const [version, count] of [[0, 3], [2, 4], [3, 5]] as const) {
    session.note(`v${version}, one more`, await grow(topic, count, { version }));
  }
  const count = await waitFor(async () => {
    const { topics } = await broker.call("Metadata", 8, { topics: [{ name: topic }] });
    const { length } = topics[0]!.partitions;
    return length >= 5 ? length : undefined;
  }, { what: "the broker to hear of the last one" });
  session.note("partitions now", count);
}
