import { ConfigError } from "../core/mod.ts";
import { schemaFolder } from "./formats.ts";
import type { SchemaFolder } from "./schema_folder.ts";

/** One topic of the registry, in the shape in which an admin creates it. */
export interface TopicDefinition {
  /** Kafka's name for it. */
  readonly name: string;
  /** The system that owns it. */
  readonly system: "random_events" | "file_events" | "platform" | "orders" | "pubsub";
  /** What it holds, in one line. */
  readonly purpose: string;
  /** Number of partitions. */
  readonly partitions: number;
  /** Copies of each partition; more than one needs as many brokers. */
  readonly replicationFactor: number;
  /** Topic settings that differ from the broker's. */
  readonly config?: Readonly<Record<string, string>>;
}

const FILE = "topics.json";

/**
 * All topics of the five systems, from `schemas/topics.json`.
 *
 * @throws {ConfigError} when the registry can't be read, breaks its schema or names a topic twice
 */
export function loadTopics(folder: SchemaFolder = schemaFolder()): readonly TopicDefinition[] {
  const registry = folder.read(FILE);
  const validate = folder.compile("topics.schema.json");
  if (!validate(registry)) {
    const [first] = validate.errors!;
    throw new ConfigError(`${FILE} is wrong at ${first!.instancePath}: it ${first!.message}`);
  }
  const { topics } = registry as { topics: readonly TopicDefinition[] };
  const repeated = topics.find(({ name }, at) => topics.findIndex((t) => t.name === name) !== at);
  if (repeated !== undefined) throw new ConfigError(`${FILE} names ${repeated.name} twice`);
  return topics;
}

/**
 * One topic of the registry.
 *
 * @throws {ConfigError} when there is none of that name
 */
export function topicDefinition(name: string): TopicDefinition {
  const found = loadTopics().find((topic) => topic.name === name);
  if (found !== undefined) return found;
  throw new ConfigError(`Topic ${name} is not in schemas/${FILE}: add it there`);
}
