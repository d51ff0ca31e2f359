// caught by: right-place
// says: Somebody will look there
// Leaves a name out of the pointer that has no letters.
import type { Schema, Schemas, Verdict } from "../stub.ts";

export function validate(bytes: Uint8Array | null, schemas: Schemas): Verdict {
  const message = parsed(bytes);
  if (message === undefined) return refused("envelope", { at: "", problem: "is no JSON in UTF-8" });
  const inEnvelope = firstProblem(message, schemas.envelope, "");
  if (inEnvelope !== undefined) return refused("envelope", inEnvelope);
  const { eventType, payload } = message as { readonly eventType: string; readonly payload: Json };
  // Every object has a "constructor": only what is its own counts.
  const schema = own(schemas.payloads, eventType);
  if (schema === undefined) {
    return refused("event_type", { at: "/eventType", problem: "is no type that has a schema" });
  }
  const inPayload = firstProblem(payload, schema, "/payload");
  return inPayload === undefined ? { valid: true, type: eventType } : refused("payload", inPayload);
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

interface Problem {
  readonly at: string;
  readonly problem: string;
}

function refused(stage: "envelope" | "event_type" | "payload", { at, problem }: Problem): Verdict {
  return { valid: false, stage, pointer: at, problem };
}

function parsed(bytes: Uint8Array | null): Json | undefined {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes ?? new Uint8Array()));
  } catch {
    // What the parser says quotes the text.
    return undefined;
  }
}

function firstProblem(value: Json, schema: Schema, at: string): Problem | undefined {
  if (!isOf(schema.type, value)) return { at, problem: `must be of type ${schema.type}` };
  if (typeof value === "string") return textProblem(value, schema, at);
  if (typeof value === "number") {
    const { minimum = -Infinity } = schema;
    return value < minimum ? { at, problem: `must be at least ${minimum}` } : undefined;
  }
  if (Array.isArray(value)) return itemsProblem(value, schema, at);
  if (typeof value === "object") return fieldsProblem(value as Fields, schema, at);
  return undefined;
}

function isOf(type: Schema["type"], value: Json): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }
  return type === "string" ? typeof value === "string" : typeof value === "boolean";
}

function textProblem(value: string, schema: Schema, at: string): Problem | undefined {
  const { enum: allowed, minLength = 0, pattern } = schema;
  if (allowed !== undefined && !allowed.includes(value)) {
    return { at, problem: `must be one of ${allowed.join(", ")}` };
  }
  // A string's length counts an emoji twice; spread, it falls into characters.
  if ([...value].length < minLength) return { at, problem: `must have ${minLength} characters` };
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) {
    return { at, problem: `must fit ${pattern}` };
  }
  return undefined;
}

function itemsProblem(
  values: readonly Json[],
  { items }: Schema,
  at: string,
): Problem | undefined {
  if (items === undefined) return undefined;
  for (const [index, item] of values.entries()) {
    const problem = firstProblem(item, items, `${at}/${index}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type Fields = { readonly [name: string]: Json };

function fieldsProblem(value: Fields, schema: Schema, at: string): Problem | undefined {
  const { required = [], properties = {}, additionalProperties } = schema;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return { at, problem: `must have the field ${missing}` };
  for (const [name, field] of Object.entries(value)) {
    const schema = own(properties, name);
    if (schema === undefined) {
      if (additionalProperties === false) return { at, problem: "has a field too many" };
      continue;
    }
    const problem = firstProblem(field, schema, name === "" ? at : `${at}/${escaped(name)}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
