import type { ProducerRecord } from "../../producer/mod.ts";
import { RequestError } from "../routing.ts";
import { asObject, bytesOf, type Content, contentIn } from "./content.ts";
import type { ProducePorts } from "./ports.ts";

const MOST_HEADERS = 100;

/** A request to send a record, read and checked. */
export interface ProduceWish {
  readonly topic: string;
  /** `undefined` lets the key decide. */
  readonly partition: number | undefined;
  readonly key: Content;
  readonly value: Content;
  readonly headers: readonly { readonly name: string; readonly value: Content }[];
}

/** Reads a request to send. @throws {RequestError} */
export function produceWish(body: unknown): ProduceWish {
  const { topic, partition, key, value, headers = [] } = asObject(body, "record");
  if (!Array.isArray(headers) || headers.length > MOST_HEADERS) {
    throw new RequestError(400, `Headers must be a list of at most ${MOST_HEADERS}`);
  }
  return {
    topic: topicIn(topic),
    partition: partitionIn(partition),
    key: contentIn(key ?? { as: "null" }, "key"),
    value: contentIn(value, "value"),
    headers: headers.map((header) => {
      const { name, ...content } = asObject(header, "header");
      if (typeof name !== "string" || name === "") {
        throw new RequestError(400, "Each header must have a name");
      }
      const read = contentIn(content, `header ${name}`);
      if (read.as !== "avro") return { name, value: read };
      throw new RequestError(
        400,
        `The header ${name} can't be Avro: use string, json, hex or null`,
      );
    }),
  };
}

/** The record that was asked for, serialized. @throws {RequestError | WorkshopError} */
export async function recordOf(
  { topic, partition, ...wish }: ProduceWish,
  { registry }: Pick<ProducePorts, "registry">,
): Promise<ProducerRecord> {
  const part = (what: string, content: Content) =>
    bytesOf(content, { what, fallbackSubject: `${topic}-${what}`, registry });
  const headers = [];
  for (const { name, value } of wish.headers) {
    headers.push({ name, value: await part(`header ${name}`, value) });
  }
  return {
    topic,
    key: await part("key", wish.key),
    value: await part("value", wish.value),
    headers,
    ...(partition !== undefined && { partition }),
  };
}

/** A topic's name. @throws {RequestError} */
export function topicIn(topic: unknown): string {
  if (typeof topic === "string" && topic !== "" && topic.length <= 249) return topic;
  throw new RequestError(400, "No topic is named: choose one");
}

/** A partition, `undefined` for none. @throws {RequestError} */
export function partitionIn(partition: unknown): number | undefined {
  if (partition === undefined || partition === null) return undefined;
  const isNumber = typeof partition === "number" && Number.isInteger(partition);
  if (isNumber && partition >= 0 && partition < 2 ** 31) return partition;
  throw new RequestError(
    400,
    "The partition must be a whole number, or null to let the key decide",
  );
}
