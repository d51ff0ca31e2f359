import type { Random } from "../../lib/core/mod.ts";
import { PATTERNS } from "./schemas.ts";
import type { Schema, Schemas } from "./stub.ts";

/** An envelope and its payload, as they are before somebody breaks them. */
export type Message = Record<string, unknown> & { eventType: string; payload: unknown };

const WORDS = ["plan", "report", "Zürich", "東京", "draft 7", "😀", "x"];

/** A valid message of some type. */
export function goodMessage(random: Random, schemas: Schemas): Message {
  const eventType = random.pick(Object.keys(schemas.payloads));
  const envelope = instanceOf(schemas.envelope, random) as Message;
  return {
    ...envelope,
    eventType,
    payload: instanceOf(schemas.payloads[eventType]!, random),
  };
}

/** A value that fits a schema; fields that may be left out are left out now and then. */
export function instanceOf(schema: Schema, random: Random): unknown {
  switch (schema.type) {
    case "string":
      return textOf(schema, random);
    case "integer":
      return (schema.minimum ?? 0) + random.pick([0, 1, random.int(2, 5000), 700]);
    case "boolean":
      return random.next() < 0.5;
    case "array":
      return Array.from(
        { length: random.int(0, 3) },
        () => instanceOf(schema.items!, random),
      );
    case "object":
      return objectOf(schema, random);
  }
}

function textOf({ enum: allowed, pattern, minLength = 0 }: Schema, random: Random): string {
  if (allowed !== undefined) return random.pick(allowed);
  if (pattern !== undefined) return random.pick(PATTERNS[pattern]!.fits);
  let text = random.pick(WORDS);
  while ([...text].length < minLength) text += random.pick(["a", "7", "é", "😀"]);
  return text;
}

function objectOf(schema: Schema, random: Random): Record<string, unknown> {
  const { required = [], properties = {}, additionalProperties } = schema;
  const names = Object.keys(properties)
    .filter((name) => required.includes(name) || random.next() < 0.5);
  const fields = names.map((name) => [name, instanceOf(properties[name]!, random)]);
  // Whoever is younger than the schema may send more.
  if (additionalProperties !== false && random.next() < 0.5) fields.push(["addedLater", [null]]);
  return Object.fromEntries(fields);
}

const encoder = new TextEncoder();

/** A message's bytes: JSON as other programs write it, too. */
export function bytesOf(message: unknown, random: Random): Uint8Array {
  const style = random.int(0, 3);
  const text = JSON.stringify(message, undefined, style === 0 ? 2 : 0);
  if (style === 1) return encoder.encode(text.replace(/":(-?\d+)([,}])/g, '":$1.0$2'));
  if (style === 2) return encoder.encode(text.replace(/":(\d+)00([,}])/g, '":$1e2$2'));
  return encoder.encode(text);
}
