import { WorkshopError } from "../core/mod.ts";
import type { Kafka } from "../consumer/mod.ts";

/** A topic to be made; what `createTopics` takes. */
export interface PatternTopic {
  /** Its name. */
  readonly name: string;
  /** How many partitions it gets. */
  readonly partitions: number;
  /** Its settings. */
  readonly config: Readonly<Record<string, string>>;
}

/**
 * A topic that keeps events for ever, stamped by the broker as they arrive. An aggregate's events lie
 * in the partition of its id: more partitions later on would tear histories apart.
 */
export function eventTopic(name: string, partitions = 3): PatternTopic {
  return {
    name,
    partitions,
    config: {
      "cleanup.policy": "delete",
      "retention.ms": "-1",
      "retention.bytes": "-1",
      "message.timestamp.type": "LogAppendTime",
    },
  };
}

/** A topic for snapshots of the events of a topic with as many partitions. */
export function snapshotTopic(name: string, partitions = 3): PatternTopic {
  return { name, partitions, config: { "cleanup.policy": "compact" } };
}

/**
 * Looks whether a topic keeps what is written to it.
 *
 * @throws {WorkshopError} code `NOT_AN_EVENT_TOPIC` when it is compacted, or deletes by age or size
 */
export async function demandEventTopic(kafka: Kafka, topic: string): Promise<void> {
  await using admin = await kafka.admin();
  const config = await admin.topicConfig(topic);
  const policy = config["cleanup.policy"] ?? "delete";
  const refuse = (why: string) => {
    throw new WorkshopError(
      `Topic ${topic} can't be an event store: ${why}. Set cleanup.policy=delete, ` +
        "retention.ms=-1 and retention.bytes=-1 on it",
      { code: "NOT_AN_EVENT_TOPIC", topic },
    );
  };
  if (policy.includes("compact")) {
    refuse("it is compacted, and keeps only the last record of each key, not its history");
  }
  for (const name of ["retention.ms", "retention.bytes"]) {
    const limit = config[name] ?? "-1";
    if (policy.includes("delete") && limit !== "-1") {
      refuse(`${name} is ${limit}, and what is older or more than that is deleted`);
    }
  }
}
