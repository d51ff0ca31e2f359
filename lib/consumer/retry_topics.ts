import { messageOf, WorkshopError } from "../core/mod.ts";
import type { Admin, Kafka, NewTopic } from "../kafka/mod.ts";
import type { RecordSink } from "./record_sink.ts";

/**
 * Retries in topics of their own, in place of retries in place. A record leaves its partition when its
 * retry topic has acknowledged it: a crash in between, or an acknowledgement that is lost, has it tried
 * once more than told, with the same origin. Groups that read the same topic share its retry topics,
 * and pass over what isn't theirs.
 */
export interface RetryTopicsOptions {
  /** Publishes into them. */
  readonly sink: RecordSink;
}

/** Which retry topics there are. */
export interface RetryTopics {
  /** Their names, to be read beside the topics that they belong to. */
  readonly names: ReadonlySet<string>;
  /** How many partitions each has. */
  readonly partitions: ReadonlyMap<string, number>;
}

/** The topic in which a record waits after it has failed so often: `orders.retry.1`. */
export function retryTopicName(topic: string, attempts: number): string {
  return `${topic}.retry.${attempts}`;
}

/**
 * Finds the retry topics, and makes those that are absent with as many partitions and copies as the
 * topics they belong to. Those that are left of a longer policy are read to their ends too.
 *
 * @throws {WorkshopError} code `RETRY_TOPICS_UNAVAILABLE` when one can't be made, or is compacted
 */
export async function ensureRetryTopics(
  kafka: Pick<Kafka, "admin">,
  options: { readonly topics: readonly string[]; readonly maxRetries: number },
): Promise<RetryTopics> {
  await using admin = await kafka.admin();
  const partitions = new Map<string, number>();
  const existing = new Set(await admin.listTopics());
  for (const topic of options.topics) {
    const names = namesOf(topic, options.maxRetries, existing);
    try {
      await makeAbsent(admin, topic, names.filter((name) => !existing.has(name)));
      for (const name of names) partitions.set(name, await usablePartitions(admin, name));
    } catch (cause) {
      throw new WorkshopError(
        `The retry topics of ${topic} can't be had (${messageOf(cause)}): make ` +
          `${names.join(", ")} yourself, not compacted, or retry in place`,
        { code: "RETRY_TOPICS_UNAVAILABLE", topic, cause },
      );
    }
  }
  return { names: new Set(partitions.keys()), partitions };
}

function namesOf(topic: string, maxRetries: number, existing: ReadonlySet<string>): string[] {
  const names: string[] = [];
  for (let attempts = 1;; attempts++) {
    const name = retryTopicName(topic, attempts);
    if (attempts > maxRetries && !existing.has(name)) return names;
    names.push(name);
  }
}

async function makeAbsent(admin: Admin, topic: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const source = await admin.describeTopic(topic);
  const shape: Omit<NewTopic, "name"> = {
    partitions: source.length,
    replicationFactor: source[0]?.replicas.length ?? 1,
    config: { "cleanup.policy": "delete" },
  };
  await admin.createTopics(names.map((name) => ({ ...shape, name })));
}

/** How many partitions a topic has; compaction would remove records that still wait. */
async function usablePartitions(admin: Admin, name: string): Promise<number> {
  if ((await cleanupPolicy(admin, name))?.includes("compact")) {
    throw new WorkshopError(`${name} is compacted and would lose records of one key`, {
      code: "RETRY_TOPIC_COMPACTED",
      topic: name,
    });
  }
  return (await admin.describeTopic(name)).length;
}

/** `undefined` for who may not ask: to read a topic's records is not to read its settings. */
async function cleanupPolicy(admin: Admin, name: string): Promise<string | undefined> {
  try {
    return (await admin.topicConfig(name))["cleanup.policy"];
  } catch (error) {
    const isRefused = error instanceof WorkshopError && error.code === "TOPIC_AUTHORIZATION_FAILED";
    if (isRefused) return undefined;
    throw error;
  }
}
