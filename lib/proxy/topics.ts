import type { ApiName } from "../protocol/mod.ts";

/** Fields under which requests list topics, or list what lists topics. */
const TOPIC_LISTS = ["topics", "topicData", "topicPartitions", "v3AndBelowTopics"];
const OUTER_LISTS = ["groups", "transactions"];
const NO_TOPIC_ID = "A".repeat(22);

/** Keys whose requests name topics. */
const KEYS_WITH_TOPICS: ReadonlySet<ApiName> = new Set<ApiName>([
  "Produce",
  "Fetch",
  "ListOffsets",
  "Metadata",
  "OffsetCommit",
  "OffsetFetch",
  "CreateTopics",
  "DeleteTopics",
  "DeleteRecords",
  "OffsetForLeaderEpoch",
  "AddPartitionsToTxn",
  "TxnOffsetCommit",
  "CreatePartitions",
  "ElectLeaders",
  "AlterPartitionReassignments",
  "ListPartitionReassignments",
  "OffsetDelete",
  "DescribeLogDirs",
  "DescribeProducers",
]);

/** Whether requests of this key name topics at all. */
export function namesTopics(name: ApiName): boolean {
  return KEYS_WITH_TOPICS.has(name);
}

/** Gives the name of a topic's id, once an answer has told it. */
export type TopicNames = ReadonlyMap<string, string>;

type Body = Readonly<Record<string, unknown>>;

/** The names of the topics in a decoded request; an id that is not known yet stands for itself. */
export function topicsOf(body: unknown, names: TopicNames): string[] {
  const found = new Set<string>();
  collect(body as Body, names, found);
  return [...found];
}

function collect(body: Body, names: TopicNames, found: Set<string>): void {
  for (const outer of OUTER_LISTS) {
    for (const one of asList(body[outer])) {
      if (typeof one === "object") collect(one as Body, names, found);
    }
  }
  for (const list of TOPIC_LISTS) {
    for (const one of asList(body[list])) {
      const name = typeof one === "string" ? one : nameOf(one as Body, names);
      if (name !== undefined) found.add(name);
    }
  }
  for (const name of asList(body.topicNames)) found.add(String(name));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nameOf(topic: Body, names: TopicNames): string | undefined {
  const name = topic.topic || topic.name;
  if (typeof name === "string") return name;
  const id = topic.topicId;
  if (typeof id !== "string" || id === NO_TOPIC_ID) return undefined;
  return names.get(id) ?? id;
}
