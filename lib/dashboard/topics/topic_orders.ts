import { RequestError } from "../routing.ts";
import type { Place, WantedTopic } from "./ports.ts";
import { wholeNumber } from "./topic_list.ts";

const MAX_PARTITIONS = 10_000;
const MAX_REPLICAS = 100;
const MAX_SETTINGS = 100;

/** The topic that a form asks for. @throws {RequestError} that says what is wrong with it */
export function wantedTopicOf(body: unknown): WantedTopic {
  const { name, partitions = 1, replicationFactor = 1, config = {} } = fieldsOf(body);
  return {
    name: topicName(name),
    partitions: wholeNumber(partitions, { name: "partitions", min: 1, max: MAX_PARTITIONS }),
    replicationFactor: wholeNumber(replicationFactor, {
      name: "replicationFactor",
      min: 1,
      max: MAX_REPLICAS,
    }),
    config: settingsOf(config),
  };
}

/** A name that a topic may have. @throws {RequestError} for another */
export function topicName(name: unknown): string {
  const fits = typeof name === "string" && /^[a-zA-Z0-9._-]{1,249}$/.test(name) &&
    name !== "." && name !== "..";
  if (fits) return name;
  throw new RequestError(
    400,
    "A topic's name has 1 to 249 letters, digits, dots, underscores or hyphens",
  );
}

/** Settings to change; null gives one its default back. @throws {RequestError} for anything else */
export function changesOf(body: unknown): Readonly<Record<string, string | null>> {
  const { set = {}, reset = [] } = fieldsOf(body);
  const names = Array.isArray(reset) ? reset : [];
  if (!Array.isArray(reset) || !names.every((name) => typeof name === "string")) {
    throw new RequestError(400, "reset must be a list of names of settings");
  }
  const changes = { ...settingsOf(set), ...Object.fromEntries(names.map((name) => [name, null])) };
  if (Object.keys(changes).length > 0) return changes;
  throw new RequestError(400, 'Nothing is to be changed: give {"set": {"retention.ms": "1000"}}');
}

/** Where records are to be deleted. @throws {RequestError} for what is no list of offsets */
export function placesOf(topic: string, body: unknown): Place[] {
  const { before } = fieldsOf(body);
  if (!Array.isArray(before) || before.length === 0 || before.length > MAX_PARTITIONS) {
    throw new RequestError(400, 'before must be a list of {"partition": 0, "offset": "42"}');
  }
  return before.map((place) => {
    const { partition, offset } = fieldsOf(place);
    const number = wholeNumber(partition, { name: "partition", min: 0, max: MAX_PARTITIONS });
    if (typeof offset === "string" && /^\d{1,19}$/.test(offset)) {
      return { topic, partition: number, offset: BigInt(offset) };
    }
    throw new RequestError(400, "offset must be a text of digits, so that it is exact");
  });
}

/** Whether the caller knows what will be gone. @throws {RequestError} when it was not told */
export function demandConfirmed(topic: string, body: unknown): void {
  if (fieldsOf(body).confirm === topic) return;
  throw new RequestError(400, `This can't be undone: give {"confirm": "${topic}"} with it`);
}

/** Kafka's own topics hold what groups and transactions live on. @throws {RequestError} for one */
export function demandOwnTopic(topic: string): void {
  if (!topic.startsWith("__")) return;
  throw new RequestError(403, `${topic} is one of Kafka's own: this page leaves it alone`);
}

/** The number of partitions that is wanted. @throws {RequestError} when it is none */
export function partitionCountOf(body: unknown): number {
  return wholeNumber(fieldsOf(body).count, { name: "count", min: 1, max: MAX_PARTITIONS });
}

function settingsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(fieldsOf(value));
  if (entries.length > MAX_SETTINGS) {
    throw new RequestError(400, `More than ${MAX_SETTINGS} settings at a time are not taken`);
  }
  const wrong = entries.find(([name, text]) => typeof text !== "string" || name === "");
  if (wrong !== undefined) throw new RequestError(400, `Setting ${wrong[0]} must be a text`);
  return Object.fromEntries(entries) as Record<string, string>;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new RequestError(400, "An object was expected");
}
