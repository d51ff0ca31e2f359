import { Type } from "avsc";
import { messageOf } from "../core/mod.ts";
import { AvroSchemaError, pointerPart, ProblemAt } from "./avro_errors.ts";
import {
  type AvroNode,
  type FieldNode,
  type NamedNode,
  type Primitive,
  PRIMITIVES,
  unionOf,
} from "./avro_node.ts";
import { writeDefault } from "./avro_writer.ts";

/** Deepest nesting of a schema. */
const MAX_DEPTH = 100;

type Json = Readonly<Record<string, unknown>>;

/** The named types known so far: those of references, then of the schema itself. */
export interface ParseScope {
  readonly registry: Record<string, Type>;
  readonly named: Map<Type, NamedNode>;
  readonly ignoreDefaults: boolean;
}

/** A scope without types. */
export function newScope(ignoreDefaults: boolean): ParseScope {
  // Without a prototype: a type may be called constructor.
  return { registry: Object.create(null), named: new Map(), ignoreDefaults };
}

/**
 * Parses one schema and adds its named types to the scope. avsc checks its form; default
 * values are checked here, by what would be written of them.
 */
export function parseInto(
  scope: ParseScope,
  text: string,
): AvroNode {
  const json = parseJson(text);
  const places: Place[] = [];
  const structure = structureOf(json, { pointer: "", places, depth: 0 });
  const type = typeOf(structure, places, scope);
  const checks: (() => void)[] = [];
  const node = nodeOf(type, json, { scope, pointer: "", checks });
  // A default may be of a type that is defined further down.
  for (const check of checks) check();
  return node;
}

/** JSON whose whole numbers keep all their digits: a default may be the largest long. */
function parseJson(text: string): unknown {
  const exact = (_: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const { source = "" } = context ?? {};
    const inexact = typeof value === "number" && Number.isInteger(value) &&
      !Number.isSafeInteger(value);
    return inexact && /^-?\d+$/.test(source) ? BigInt(source) : value;
  };
  try {
    return JSON.parse(text, exact);
  } catch (cause) {
    throw new AvroSchemaError("", "is not valid JSON", cause);
  }
}

/** Where a part of a schema stands, in the order in which avsc comes to it. */
interface Place {
  readonly pointer: string;
  readonly schema: unknown;
}

interface Walk {
  readonly pointer: string;
  readonly places: Place[];
  readonly depth: number;
}

/** The schema without the defaults of its fields, and the places of its parts. */
function structureOf(schema: unknown, walk: Walk): unknown {
  const { pointer, places, depth } = walk;
  if (depth > MAX_DEPTH) {
    throw new AvroSchemaError(pointer, `is nested more than ${MAX_DEPTH} deep`);
  }
  const inner = (part: unknown, ...names: (string | number)[]) =>
    structureOf(part, {
      ...walk,
      pointer: pointer + names.map(pointerPart).join(""),
      depth: depth + 1,
    });
  const at = places.push({ pointer, schema }) - 1;
  const copy = Array.isArray(schema)
    ? schema.map((branch, index) => inner(branch, index))
    : isObject(schema)
    ? copyOf(schema, inner)
    : schema;
  places[at] = { pointer, schema: copy };
  return copy;
}

function copyOf(
  schema: Json,
  inner: (part: unknown, ...names: (string | number)[]) => unknown,
): Json {
  const copy: Record<string, unknown> = { ...schema };
  if (Array.isArray(schema["fields"])) {
    copy["fields"] = schema["fields"].map((field, index) => {
      if (!isObject(field)) return field;
      const { default: _, ...rest } = field;
      return { ...rest, type: inner(field["type"], "fields", index, "type") };
    });
  }
  if (schema["type"] === "enum" && Array.isArray(schema["symbols"])) {
    copy["symbols"] = schema["symbols"].map(disguised);
    delete copy["default"];
  }
  for (const part of ["items", "values"]) {
    if (part in schema) copy[part] = inner(schema[part], part);
  }
  return copy;
}

/** avsc takes a symbol that every object has, such as constructor, for a repeated one. */
function disguised(symbol: unknown): unknown {
  return typeof symbol === "string" && /^[A-Za-z_]\w*$/.test(symbol) ? `_${symbol}` : symbol;
}

function typeOf(structure: unknown, places: readonly Place[], { registry }: ParseScope): Type {
  let next = 0;
  // Tells how far avsc has come; types it makes up by itself are in no place.
  const typeHook = (schema: unknown) => {
    if (places[next]?.schema === schema) next++;
    return undefined;
  };
  try {
    return Type.forSchema(structure as string, { registry, typeHook });
  } catch (cause) {
    const pointer = places[Math.max(0, next - 1)]?.pointer ?? "";
    throw new AvroSchemaError(pointer, `can't be used (${problemOf(cause)})`, cause);
  }
}

function problemOf(cause: unknown): string {
  const text = messageOf(cause);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

interface Build {
  readonly scope: ParseScope;
  readonly pointer: string;
  readonly checks: (() => void)[];
}

/** What avsc tells of its types, where its own declarations are silent. */
interface AvscType extends Type {
  readonly aliases: string[];
  readonly fields: readonly { name: string; aliases: string[]; type: AvscType }[];
  readonly size: number;
  readonly itemsType: AvscType;
  readonly valuesType: AvscType;
  readonly types: readonly AvscType[];
}

/** The node of a type; `json` is the schema that it was made from. */
function nodeOf(anyType: Type, json: unknown, build: Build): AvroNode {
  const type = anyType as AvscType;
  const known = build.scope.named.get(type);
  if (known !== undefined) return known;
  const inner = (part: Type, of: unknown, ...names: (string | number)[]) =>
    nodeOf(part, of, { ...build, pointer: build.pointer + names.map(pointerPart).join("") });
  const kind = type.typeName.split(":")[0]!;
  if (kind === "union") {
    const branches = json as readonly unknown[];
    return unionOf(type.types.map((branch, at) => inner(branch, branches[at], at)));
  }
  const schema = json as Json;
  if (kind === "array") return { kind, items: inner(type.itemsType, schema["items"], "items") };
  if (kind === "map") return { kind, values: inner(type.valuesType, schema["values"], "values") };
  if (PRIMITIVES.includes(kind as Primitive)) return { kind: kind as Primitive };
  return namedNodeOf(type, schema, build);
}

function namedNodeOf(type: AvscType, json: Json, build: Build): NamedNode {
  const { scope: { named } } = build;
  const { name = "", aliases } = type;
  const add = <N extends NamedNode>(node: N): N => {
    named.set(type, node);
    return node;
  };
  if (type.typeName === "enum") {
    const symbols = json["symbols"] as readonly string[];
    return add({
      kind: "enum",
      name,
      aliases,
      symbols,
      fallback: fallbackOf(symbols, json, build),
    });
  }
  if (type.typeName === "fixed") return add({ kind: "fixed", name, aliases, size: type.size });
  const fields: FieldNode[] = [];
  // Before its fields: one of them may be of this very type.
  const record = add({ kind: "record", name, aliases, fields });
  const jsonFields = json["fields"] as readonly Json[];
  for (const [at, field] of type.fields.entries()) {
    fields.push(fieldOf(field, jsonFields[at]!, {
      ...build,
      pointer: `${build.pointer}/fields/${at}`,
    }));
  }
  return record;
}

function fallbackOf(symbols: readonly string[], json: Json, build: Build): string | undefined {
  if (build.scope.ignoreDefaults) return undefined;
  const fallback = json["default"] as string | undefined;
  if (fallback === undefined || symbols.includes(fallback)) return fallback;
  throw new AvroSchemaError(`${build.pointer}/default`, `must be one of ${symbols.join(", ")}`);
}

function fieldOf(
  { name, aliases, type }: AvscType["fields"][number],
  json: Json,
  build: Build,
): FieldNode {
  const { pointer, checks, scope } = build;
  const node = nodeOf(type, json["type"], { ...build, pointer: `${pointer}/type` });
  const has = !scope.ignoreDefaults && Object.hasOwn(json, "default");
  const field: FieldNode = { name, aliases, node, json: has ? json["default"] : undefined };
  if (has) checks.push(() => checkDefault(field, pointer));
  return field;
}

function checkDefault({ node, json }: FieldNode, pointer: string): void {
  try {
    writeDefault(node, json);
  } catch (error) {
    if (!(error instanceof ProblemAt)) throw error;
    throw new AvroSchemaError(`${pointer}/default${error.pointer}`, error.problem);
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
