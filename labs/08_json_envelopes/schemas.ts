import type { Random } from "../../lib/core/mod.ts";
import type { Schema, Schemas } from "./stub.ts";

/** Patterns that schemas use, each with texts that fit it and texts that don't. */
export const PATTERNS: Readonly<
  Record<string, { readonly fits: readonly string[]; readonly others: readonly string[] }>
> = {
  "^\\d+\\.\\d+$": { fits: ["1.0", "12.3"], others: ["1", "1.0 ", "v1.0", "1.x"] },
  "T\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$": {
    fits: ["2024-01-01T00:00:00Z", "2024-06-18T10:30:45.678Z"],
    others: ["2024-01-01", "2024-01-01T00:00:00+07:00", "2024-01-01T00:00:00z"],
  },
  "@": { fits: ["ann@example.com", "budi@example.org"], others: ["ann.example.com", ""] },
  "^[a-z]+/[\\w.+-]+$": { fits: ["text/plain", "image/png"], others: ["text", "Text/plain", "/"] },
  "^\\p{L}+$": { fits: ["größe", "名前", "Ann"], others: ["a b", "x1", ""] },
};

const text = (rules: Omit<Schema, "type"> = { minLength: 1 }): Schema => ({
  type: "string",
  ...rules,
});

function closed(properties: Readonly<Record<string, Schema>>, optional: string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", required, properties, additionalProperties: false };
}

/** The schemas of file and user events, in the part of JSON Schema that the task speaks of. */
export const BASE: Schemas = {
  envelope: closed({
    eventId: text(),
    eventType: text(),
    eventVersion: text({ pattern: "^\\d+\\.\\d+$" }),
    eventTime: text({ pattern: "T\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" }),
    payload: { type: "object" },
  }),
  payloads: {
    "file-added": closed({
      fileId: text(),
      fileName: text(),
      sizeBytes: { type: "integer", minimum: 0 },
      contentType: text({ pattern: "^[a-z]+/[\\w.+-]+$" }),
      addedBy: text(),
    }, ["contentType"]),
    "file-removed": closed({ fileId: text(), removedBy: text(), reason: text() }, ["reason"]),
    "user-created": closed({ userId: text(), name: text(), email: text({ pattern: "@" }) }),
    "user-deleted": closed({ userId: text(), deletedBy: text(), reason: text() }, ["reason"]),
  },
};

/** Names as real schemas have them, and as every object has them. */
const NAMES = ["labels", "owner", "a/b", "m~n", "größe", "constructor", "toString", "0"];
const NEW_TYPES = ["file-shared", "user-renamed", "quota-changed"];

/** The schemas as they are today, and not tomorrow: fields, rules and types come and go. */
export function randomSchemas(random: Random): Schemas {
  const payloads = { ...BASE.payloads };
  delete payloads[random.pick(Object.keys(payloads))];
  payloads[random.pick(NEW_TYPES)] = closed({
    id: text({ minLength: random.int(2, 4) }),
    count: { type: "integer", minimum: random.int(0, 9) },
  });
  return {
    envelope: random.next() < 0.5 ? withField(BASE.envelope, random, "source") : BASE.envelope,
    payloads: Object.fromEntries(
      Object.entries(payloads).map(([type, schema]) => [type, changed(schema, random)]),
    ),
  };
}

function changed(schema: Schema, random: Random): Schema {
  let result = schema;
  for (const name of new Set(Array.from({ length: 3 }, () => random.pick(NAMES)))) {
    result = withField(result, random, name);
  }
  if (random.next() < 0.3) {
    const { additionalProperties: _, ...open } = result;
    result = open;
  }
  return result;
}

function withField(schema: Schema, random: Random, name: string): Schema {
  const isRequired = random.next() < 0.6;
  return {
    ...schema,
    required: [...schema.required ?? [], ...(isRequired ? [name] : [])],
    properties: { ...schema.properties, [name]: anySchema(random, 2) },
  };
}

/** Some schema, nested at most so deep. */
function anySchema(random: Random, depth: number): Schema {
  const simple: readonly (() => Schema)[] = [
    () => text({ minLength: random.int(1, 4) }),
    () => text({ pattern: random.pick(Object.keys(PATTERNS)) }),
    () => text({ enum: ["low", "normal", "high"] }),
    () => ({ type: "integer", minimum: random.int(-5, 5) }),
    () => ({ type: "boolean" }),
  ];
  const nested: readonly (() => Schema)[] = [
    () => ({ type: "array", items: anySchema(random, depth - 1) }),
    () => closed({ id: text(), [random.pick(NAMES)]: anySchema(random, depth - 1) }),
  ];
  return random.pick(depth > 0 ? [...simple, ...nested, ...nested] : simple)();
}
