import { topicDefinition } from "../schemas/mod.ts";

/** A topic to be made, as an admin wants it. */
export interface TopicToMake {
  /** Its name. */
  readonly name: string;
  /** Number of partitions. */
  readonly partitions: number;
  /** Copies of each partition. */
  readonly replicationFactor: number;
  /** Settings that differ from the broker's. */
  readonly config?: Readonly<Record<string, string>>;
}

/** The part of a Kafka client that making topics needs. */
export interface TopicMaker {
  /** Opens an admin. */
  admin(): Promise<
    AsyncDisposable & { createTopics(topics: readonly TopicToMake[]): Promise<string[]> }
  >;
}

/** A topic to be made as the registry describes another. */
export interface TopicChoice {
  /** The topic of the registry whose settings hold. */
  readonly definition: string;
  /** Its name here. @default {definition} */
  readonly name?: string;
}

/**
 * Makes topics as the registry describes them; those that exist are left alone.
 *
 * @returns the names that were made
 * @throws {WorkshopError} when the cluster refuses, for example too few brokers
 */
export async function ensureTopics(
  kafka: TopicMaker,
  choices: readonly TopicChoice[],
): Promise<string[]> {
  const topics = choices.map(({ definition, name = definition }) => {
    const { partitions, replicationFactor, config } = topicDefinition(definition);
    return { name, partitions, replicationFactor, ...(config !== undefined && { config }) };
  });
  await using admin = await kafka.admin();
  return await admin.createTopics(topics);
}
