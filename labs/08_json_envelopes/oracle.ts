import type { Schema, Schemas } from "./stub.ts";

/** What is right to say of a message: valid, or refused at one of these places. */
export type Judgement =
  | { readonly valid: true; readonly type: string }
  | {
    readonly valid: false;
    readonly stage: "envelope" | "event_type" | "payload";
    /** Pointers to all values of the stage that break a rule. */
    readonly places: readonly string[];
  };

/** Judges a message by the rules of the task; a test holds it against another validator. */
export function judge(bytes: Uint8Array | null, schemas: Schemas): Judgement {
  const message = read(bytes);
  if (message === undefined) return { valid: false, stage: "envelope", places: [""] };
  const inEnvelope = places(message.json, schemas.envelope);
  if (inEnvelope.length > 0) return { valid: false, stage: "envelope", places: inEnvelope };
  const { eventType: type, payload } = message.json as { eventType: string; payload: unknown };
  if (!Object.hasOwn(schemas.payloads, type)) {
    return { valid: false, stage: "event_type", places: ["/eventType"] };
  }
  const inPayload = places(payload, schemas.payloads[type]!).map((place) => `/payload${place}`);
  if (inPayload.length > 0) return { valid: false, stage: "payload", places: inPayload };
  return { valid: true, type };
}

function read(bytes: Uint8Array | null): { readonly json: unknown } | undefined {
  if (bytes === null) return undefined;
  try {
    return { json: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}

/** Pointers to all values that break a rule, from the value on. */
export function places(value: unknown, schema: Schema): string[] {
  switch (schema.type) {
    case "string":
      return typeof value === "string" && fitsText(value, schema) ? [] : [""];
    case "integer":
      return Number.isInteger(value) && value as number >= (schema.minimum ?? -Infinity)
        ? []
        : [""];
    case "boolean":
      return typeof value === "boolean" ? [] : [""];
    case "array":
      return Array.isArray(value) ? inItems(value, schema) : [""];
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value)) return [""];
      return inFields(new Map(Object.entries(value)), schema);
  }
}

function fitsText(value: string, { enum: allowed, minLength = 0, pattern = "" }: Schema): boolean {
  return (allowed?.includes(value) ?? true) && Array.from(value).length >= minLength &&
    new RegExp(pattern, "u").test(value);
}

function inItems(values: readonly unknown[], { items }: Schema): string[] {
  if (items === undefined) return [];
  return values.flatMap((item, at) => places(item, items).map((place) => `/${at}${place}`));
}

function inFields(fields: ReadonlyMap<string, unknown>, schema: Schema): string[] {
  const { required = [], additionalProperties } = schema;
  const known = new Map(Object.entries(schema.properties ?? {}));
  const lacks = required.some((name) => !fields.has(name));
  const exceeds = additionalProperties === false &&
    [...fields.keys()].some((name) => !known.has(name));
  const below = [...fields].flatMap(([name, value]) => {
    const rule = known.get(name);
    const step = name.replaceAll("~", "~0").replaceAll("/", "~1");
    return rule === undefined ? [] : places(value, rule).map((place) => `/${step}${place}`);
  });
  return lacks || exceeds ? ["", ...below] : below;
}
