import type { Random } from "../../core/mod.ts";

// deno-lint-ignore no-explicit-any
export type Json = any;

/** One kind of change of a schema. */
export interface JsonChange {
  /** What it is called. */
  readonly name: string;
  /** Changes a schema that is the caller's to change; `undefined` where there is no such change. */
  readonly change: (schema: Json, random: Random) => Json;
}

const BOUNDS: readonly (readonly [type: string, keyword: string, value: number])[] = [
  ["string", "minLength", 2],
  ["string", "maxLength", 20],
  ["number", "minimum", 0],
  ["number", "maximum", 100],
  ["array", "maxItems", 5],
];
const PATTERN = "^[a-z]+$";
const FRESH = { type: "string" };

const isNumber = ({ type }: Json) => type === "integer" || type === "number";
const isOf = (type: string) => (schema: Json) =>
  type === "number" ? isNumber(schema) : schema.type === type && schema.enum === undefined;
const isObject = ({ type }: Json) => type === "object";
const isClosed = ({ additionalProperties }: Json) => additionalProperties === false;
const isOpen = ({ additionalProperties: rest }: Json) => rest === undefined || rest === true;
const isPartly = (schema: Json) => !isClosed(schema) && !isOpen(schema);

function without(schema: Json, keyword: string): Json {
  const { [keyword]: _gone, ...rest } = schema;
  return rest;
}

function boundChanges(): JsonChange[] {
  return BOUNDS.flatMap(([type, keyword, value]) => {
    const fits = isOf(type);
    const has = (schema: Json) => fits(schema) && schema[keyword] !== undefined;
    return [
      {
        name: `${keyword} added`,
        change: (schema: Json) =>
          fits(schema) && schema[keyword] === undefined
            ? { ...schema, [keyword]: value }
            : undefined,
      },
      {
        name: `${keyword} removed`,
        change: (schema: Json) => has(schema) ? without(schema, keyword) : undefined,
      },
      {
        name: `${keyword} raised`,
        change: (schema: Json) => has(schema) ? { ...schema, [keyword]: value + 1 } : undefined,
      },
      {
        name: `${keyword} lowered`,
        change: (schema: Json) => has(schema) ? { ...schema, [keyword]: value - 1 } : undefined,
      },
    ];
  });
}

/** A change of objects of one content model: open, closed, or of a type. */
function objectChanges(): JsonChange[] {
  const models = [["open", isOpen], ["closed", isClosed], ["partly open", isPartly]] as const;
  return models.flatMap(([model, fits]) => {
    const object = (name: string, change: (schema: Json) => Json): JsonChange => ({
      name: `${name}, ${model} object`,
      change: (schema) => isObject(schema) && fits(schema) ? change(schema) : undefined,
    });
    const add = (schema: Json, added: Json) => ({
      ...schema,
      properties: { ...schema.properties, fresh: added },
    });
    const firstOf = (schema: Json) => Object.keys(schema.properties).at(0)!;
    return [
      object("optional property added", (schema) => add(schema, FRESH)),
      object("required property added", (schema) => ({
        ...add(schema, FRESH),
        required: [...schema.required ?? [], "fresh"],
      })),
      object("required property with default added", (schema) => ({
        ...add(schema, { ...FRESH, default: "x" }),
        required: [...schema.required ?? [], "fresh"],
      })),
      object("optional property removed", (schema) => {
        const name = firstOf(schema);
        if (schema.required?.includes(name)) return undefined;
        return { ...schema, properties: without(schema.properties, name) };
      }),
      object("property made required", (schema) => {
        const name = firstOf(schema);
        if (schema.required?.includes(name)) return undefined;
        return { ...schema, required: [...schema.required ?? [], name] };
      }),
      object("property made optional", (schema) => {
        const name = firstOf(schema);
        if (!schema.required?.includes(name)) return undefined;
        const required = schema.required.filter((each: string) => each !== name);
        return required.length === 0 ? without(schema, "required") : { ...schema, required };
      }),
    ];
  });
}

function restChange(name: string, from: (schema: Json) => boolean, rest: Json): JsonChange {
  return {
    name,
    change: (schema) =>
      isObject(schema) && from(schema) ? { ...schema, additionalProperties: rest } : undefined,
  };
}

function combinedChanges(): JsonChange[] {
  return ["oneOf", "anyOf"].flatMap((kind) => {
    const other = kind === "oneOf" ? "anyOf" : "oneOf";
    const parts = (name: string, change: (parts: Json[]) => Json): JsonChange => ({
      name: `${name} ${kind}`,
      change: ({ [kind]: parts }) => parts === undefined ? undefined : change(parts),
    });
    return [
      parts("part added to", (all) => ({ [kind]: [...all, { type: "boolean" }] })),
      parts(
        "part removed from",
        (all) => all.length < 3 ? undefined : { [kind]: all.slice(0, -1) },
      ),
      parts("parts reordered in", (all) => ({ [kind]: all.toReversed() })),
      parts(`${other} in place of`, (all) => ({ [other]: all })),
      parts("one part in place of", ([first]) => first),
      {
        name: `text to ${kind} with it`,
        change: (schema: Json) =>
          isOf("string")(schema) ? { [kind]: [schema, { type: "null" }] } : undefined,
      },
    ];
  });
}

/** All kinds of changes, each in both directions. */
export const JSON_CHANGES: readonly JsonChange[] = [
  ...boundChanges(),
  ...objectChanges(),
  ...combinedChanges(),
  restChange("additionalProperties refused", isOpen, false),
  restChange("additionalProperties allowed", isClosed, true),
  restChange("additionalProperties given a type", isOpen, FRESH),
  restChange("additionalProperties of a type refused", isPartly, false),
  {
    name: "number narrowed to integer",
    change: (schema) => schema.type === "number" ? { ...schema, type: "integer" } : undefined,
  },
  {
    name: "integer widened to number",
    change: (schema) => schema.type === "integer" ? { ...schema, type: "number" } : undefined,
  },
  {
    name: "type changed",
    change: (schema, random) =>
      schema.type === "boolean" ? { type: random.pick(["string", "integer", "null"]) } : undefined,
  },
  {
    name: "pattern added",
    change: (schema) =>
      isOf("string")(schema) && schema.pattern === undefined
        ? { ...schema, pattern: PATTERN }
        : undefined,
  },
  {
    name: "pattern removed",
    change: (schema) => schema.pattern === undefined ? undefined : without(schema, "pattern"),
  },
  {
    name: "pattern changed",
    change: (schema) => schema.pattern === undefined ? undefined : { ...schema, pattern: "^x" },
  },
  {
    name: "enum extended",
    change: (schema) =>
      schema.enum === undefined ? undefined : { ...schema, enum: [...schema.enum, "WHITE"] },
  },
  {
    name: "enum narrowed",
    change: (schema) =>
      (schema.enum?.length ?? 0) < 2 ? undefined : { ...schema, enum: schema.enum.slice(1) },
  },
  {
    name: "enum removed",
    change: (schema) => schema.enum === undefined ? undefined : without(schema, "enum"),
  },
  {
    name: "enum added",
    change: (schema) => isOf("string")(schema) ? { ...schema, enum: ["RED"] } : undefined,
  },
  {
    name: "items added",
    change: (schema) =>
      isOf("array")(schema) && schema.items === undefined ? { ...schema, items: FRESH } : undefined,
  },
  {
    name: "items removed",
    change: (schema) => schema.items === undefined ? undefined : without(schema, "items"),
  },
  {
    name: "uniqueItems demanded",
    change: (schema) => isOf("array")(schema) ? { ...schema, uniqueItems: true } : undefined,
  },
  { name: "title changed", change: (schema) => ({ ...schema, title: "Another" }) },
  {
    name: "default changed",
    change: (schema) => schema.type === "boolean" ? { ...schema, default: true } : undefined,
  },
  {
    name: "text to a list of types",
    change: (schema) =>
      isOf("string")(schema) ? { ...schema, type: ["string", "null"] } : undefined,
  },
];
