import { WorkshopError } from "../../lib/core/mod.ts";
import type { Kafka } from "../../lib/kafka/mod.ts";
import { type Application, type Case, type Names, notOneOf, oneOf } from "./applications.ts";

/** Something that a client tries as the application's user. */
export interface Probe {
  /** `read topic orders`. */
  readonly what: string;
  /** The resource that it is about. */
  readonly resource: string;
  /** What a cluster says to those who may not. */
  readonly refusal: string;
  /** Why the application has no business there; for probes that must be refused. */
  readonly why?: string;
  attempt(kafka: Kafka): Promise<unknown>;
}

/** What came of a probe: nothing wrong, or the error's code. */
export async function outcomeOf(probe: Probe, kafka: Kafka): Promise<string> {
  try {
    await probe.attempt(kafka);
    return "allowed";
  } catch (error) {
    if (error instanceof WorkshopError) return error.code;
    throw error;
  }
}

const TOPIC = "TOPIC_AUTHORIZATION_FAILED";
const NO_ADMINISTRATOR = "it is an application and no administrator";

/** Produces one record, as most clients do: idempotent. */
export function write(topic: string): Probe {
  return {
    what: `write to topic ${topic}`,
    resource: topic,
    refusal: TOPIC,
    attempt: (kafka) => produceOne(kafka, topic, true),
  };
}

async function produceOne(kafka: Kafka, topic: string, idempotent: boolean): Promise<void> {
  await using producer = await kafka.producer({ idempotent });
  await producer.produce({ topic, partition: 0, records: [{ value: null }] });
}

/** Reads a topic from its start to its end. */
export function read(topic: string): Probe {
  return {
    what: `read topic ${topic}`,
    resource: topic,
    refusal: TOPIC,
    attempt: (kafka) => Array.fromAsync(kafka.read({ topic })),
  };
}

/** Joins a group that reads a topic. */
export function join(groupId: string, topic: string): Probe {
  return {
    what: `join group ${groupId}`,
    resource: groupId,
    refusal: "GROUP_AUTHORIZATION_FAILED",
    async attempt(kafka) {
      await using _ = await kafka.joinGroup({ groupId, topics: [topic], onBatch: () => {} });
    },
  };
}

/** Takes a transactional id. */
export function transact(transactionalId: string): Probe {
  return {
    what: `use transactional id ${transactionalId}`,
    resource: transactionalId,
    refusal: "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
    async attempt(kafka) {
      await using _ = await kafka.transactional(transactionalId);
    },
  };
}

/** All that the application must be able to do. */
export function work({ application, writable, readable }: Case): Probe[] {
  const { group, transactionalId } = application;
  return [
    ...writable.map(write),
    ...readable.map(read),
    ...(group === undefined ? [] : [join(oneOf(group), readable[0]!)]),
    ...(transactionalId === undefined ? [] : [transact(oneOf(transactionalId))]),
  ];
}

/** What it must not be able to do. */
export function mischief(staged: Case): Probe[] {
  const { application, foreign, writable, readable, topics } = staged;
  const onlyRead = readable.filter((topic) => !writable.includes(topic));
  // Rules to read and to write, both, still do not make it an administrator.
  const onBoth = readable.find((topic) => writable.includes(topic));
  const onlyWritten = writable.filter((topic) => !readable.includes(topic));
  return [
    ...foreign.map((topic) => ({ ...plainWrite(topic), why: "it does not use that topic" })),
    ...foreign.map((topic) => ({ ...read(topic), why: "it does not use that topic" })),
    ...onlyRead.map((topic) => ({ ...plainWrite(topic), why: "it only reads that topic" })),
    ...onlyWritten.map((topic) => ({ ...read(topic), why: "it only writes to that topic" })),
    ...strangeNames(application, readable[0] ?? topics[0]!),
    ...(application.group === undefined ? [] : [deleteGroup(application.group, readable[0]!)]),
    ...administration(onBoth ?? topics[0]!),
  ];
}

/** Without an id of a producer, so that the topic's own rule decides. */
function plainWrite(topic: string): Probe {
  return { ...write(topic), attempt: (kafka) => produceOne(kafka, topic, false) };
}

function strangeNames({ user, group, transactionalId }: Application, topic: string): Probe[] {
  const otherGroup = group === undefined ? user : notOneOf(group);
  const otherId = transactionalId === undefined ? user : notOneOf(transactionalId);
  return [
    { ...join(otherGroup, topic), why: "that group is not its own" },
    { ...transact(otherId), why: "that transactional id is not its own" },
  ];
}

/** Joins first, so that there is a group to be deleted; whoever may not even do that is refused. */
function deleteGroup(names: Names, topic: string): Probe {
  const groupId = oneOf(names);
  const joining = join(groupId, topic);
  return {
    ...joining,
    what: `delete group ${groupId}`,
    why: NO_ADMINISTRATOR,
    async attempt(kafka) {
      await joining.attempt(kafka).catch((error) => {
        // To delete a group one need not read its topics.
        if (error?.code !== TOPIC) throw error;
      });
      await using admin = await kafka.admin();
      await admin.deleteGroups([groupId]);
    },
  };
}

function administration(topic: string): Probe[] {
  const asAdmin = (
    what: string,
    attempt: (admin: Awaited<ReturnType<Kafka["admin"]>>) => Promise<unknown>,
    refusal = TOPIC,
  ): Probe => ({
    what,
    resource: refusal === TOPIC ? topic : "kafka-cluster",
    refusal,
    why: NO_ADMINISTRATOR,
    async attempt(kafka) {
      await using admin = await kafka.admin();
      await attempt(admin);
    },
  });
  return [
    asAdmin("make a topic", (admin) => admin.createTopics([{ name: `${topic}.x`, partitions: 1 }])),
    asAdmin(
      `change settings of topic ${topic}`,
      (admin) => admin.alterTopicConfig(topic, { "retention.ms": "86400000" }),
    ),
    asAdmin("list access rules", (admin) => admin.listAcls(), "CLUSTER_AUTHORIZATION_FAILED"),
    asAdmin(`delete topic ${topic}`, (admin) => admin.deleteTopics([topic])),
  ];
}
