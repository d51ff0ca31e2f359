// caught by: no-false-accept
// says: threw a RangeError
// Hands all that is wrong over as arguments of one call: there is room for some 100,000.
import type { Schema, Schemas, Verdict } from "../stub.ts";

export function validate(bytes: Uint8Array | null, schemas: Schemas): Verdict {
  const message = parsed(bytes);
  if (message === undefined) return refused("envelope", { at: "", problem: "is no JSON in UTF-8" });
  const [inEnvelope] = problems(message, schemas.envelope, "");
  if (inEnvelope !== undefined) return refused("envelope", inEnvelope);
  const { eventType, payload } = message as { readonly eventType: string; readonly payload: Json };
  // Every object has a "constructor": only what is its own counts.
  const schema = own(schemas.payloads, eventType);
  if (schema === undefined) {
    return refused("event_type", { at: "/eventType", problem: "is no type that has a schema" });
  }
  const [inPayload] = problems(payload, schema, "/payload");
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

function problems(value: Json, schema: Schema, at: string): Problem[] {
  if (!isOf(schema.type, value)) return [{ at, problem: `must be of type ${schema.type}` }];
  if (typeof value === "string") return textProblems(value, schema, at);
  if (typeof value === "number") {
    const { minimum = -Infinity } = schema;
    return value < minimum ? [{ at, problem: `must be at least ${minimum}` }] : [];
  }
  if (Array.isArray(value)) return itemsProblems(value, schema, at);
  if (typeof value === "object") return fieldsProblems(value as Fields, schema, at);
  return [];
}

function isOf(type: Schema["type"], value: Json): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }
  return type === "string" ? typeof value === "string" : typeof value === "boolean";
}

function textProblems(value: string, schema: Schema, at: string): Problem[] {
  const { enum: allowed, minLength = 0, pattern = "" } = schema;
  const isFit = (allowed?.includes(value) ?? true) && [...value].length >= minLength &&
    new RegExp(pattern, "u").test(value);
  return isFit ? [] : [{ at, problem: "must be as the rules of its schema say" }];
}

function itemsProblems(values: readonly Json[], { items }: Schema, at: string): Problem[] {
  const found: Problem[] = [];
  for (const [index, item] of values.entries()) {
    if (items !== undefined) found.push(...problems(item, items, `${at}/${index}`));
  }
  return found;
}

type Fields = { readonly [name: string]: Json };

function fieldsProblems(value: Fields, schema: Schema, at: string): Problem[] {
  const { required = [], properties = {}, additionalProperties } = schema;
  const found: Problem[] = required.filter((name) => !Object.hasOwn(value, name))
    .map((name) => ({ at, problem: `must have the field ${name}` }));
  for (const [name, field] of Object.entries(value)) {
    const schema = own(properties, name);
    if (schema !== undefined) {
      // A list of 200,000 problems becomes 200,000 arguments of one call.
      found.push(...problems(field, schema, `${at}/${escaped(name)}`));
    } else if (additionalProperties === false) found.push({ at, problem: "has a field too many" });
  }
  return found;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
