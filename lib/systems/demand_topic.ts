import { WorkshopError } from "../core/mod.ts";
import { topicDefinition } from "../schemas/mod.ts";
import type { TopicChoice } from "./topics.ts";

/** The part of a Kafka client that looking for a topic needs. */
export interface TopicLister {
  /** Opens an admin. */
  admin(): Promise<AsyncDisposable & { listTopics(): Promise<string[]> }>;
}

/**
 * Makes sure that a topic exists which somebody has to make by hand.
 *
 * @throws {WorkshopError} code `TOPIC_MISSING`, with the command that makes it
 */
export async function demandTopic(kafka: TopicLister, choice: TopicChoice): Promise<void> {
  const { definition, name = definition } = choice;
  await using admin = await kafka.admin();
  if ((await admin.listTopics()).includes(name)) return;
  const { partitions, replicationFactor } = topicDefinition(definition);
  throw new WorkshopError(
    `There is no topic ${name}: create it with deno task topics create ${name} ` +
      `--partitions ${partitions} --rf ${replicationFactor}`,
    { code: "TOPIC_MISSING", topic: name },
  );
}
