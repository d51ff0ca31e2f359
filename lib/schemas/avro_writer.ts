import { ByteSink, isLong, MAX_VALUE_DEPTH } from "./avro_bytes.ts";
import { AvroValueError, ProblemAt } from "./avro_errors.ts";
import {
  type AvroNode,
  type AvroSchema,
  branchByLook,
  branchName,
  type FieldNode,
  nodeOfSchema,
  type RecordNode,
  type UnionNode,
} from "./avro_node.ts";

/**
 * A value's bytes in Avro's binary encoding, without any frame. Longs are bigints or safe integers,
 * bytes are a Uint8Array; a field that is left out has its default. A union's value stands as it is
 * where its look tells the branch, else as `{branch: value}`.
 *
 * @throws {AvroValueError} naming the place that does not fit
 */
export function encodeAvro(schema: AvroSchema, value: unknown): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink();
  try {
    writeValue(sink, nodeOfSchema(schema), value);
  } catch (error) {
    if (!(error instanceof ProblemAt)) throw error;
    throw new AvroValueError(error.pointer, error.problem, schema.name);
  }
  return sink.take();
}

function writeValue(sink: ByteSink, node: AvroNode, value: unknown): void {
  switch (node.kind) {
    case "null":
      return demand(value === null, "null", value);
    case "boolean":
      demand(typeof value === "boolean", "a boolean", value);
      return sink.writeByte(value ? 1 : 0);
    case "int":
      demand(isInt(value), "an int of 32 bits", value);
      return sink.writeLong(value as number);
    case "long":
      demand(isLong(value), "a long: a bigint of 64 bits or a safe integer", value);
      return sink.writeLong(value as bigint);
    case "float":
      demand(isFloat(value), "a float of 32 bits", value);
      return sink.writeFloat(value as number);
    case "double":
      demand(typeof value === "number", "a number", value);
      return sink.writeDouble(value as number);
    case "string":
      demand(typeof value === "string" && value.isWellFormed(), "well-formed text", value);
      return sink.writeString(value as string);
    case "bytes":
      demand(value instanceof Uint8Array, "bytes", value);
      sink.writeLong((value as Uint8Array).length);
      return sink.writeRaw(value as Uint8Array);
    case "fixed":
      demand(
        value instanceof Uint8Array && value.length === node.size,
        `${node.size} bytes`,
        value,
      );
      return sink.writeRaw(value as Uint8Array);
    case "enum":
      return writeEnum(sink, node.symbols, value);
    default:
      if (++sink.depth > MAX_VALUE_DEPTH) {
        throw new ProblemAt(`is nested more than ${MAX_VALUE_DEPTH} deep`);
      }
      writeParts(sink, node, value);
      sink.depth--;
  }
}

type Compound = Extract<AvroNode, { readonly kind: "array" | "map" | "union" | "record" }>;

function writeParts(sink: ByteSink, node: Compound, value: unknown): void {
  switch (node.kind) {
    case "array":
      demand(Array.isArray(value), "an array", value);
      return writeItems(sink, node.items, value as readonly unknown[]);
    case "map":
      demand(isObject(value), "an object of values by keys", value);
      return writeEntries(sink, node.values, value as Readonly<Record<string, unknown>>);
    case "union":
      return writeUnion(sink, node, value);
    case "record":
      demand(isObject(value), `a record ${node.name}`, value);
      return writeRecord(sink, node, value as Readonly<Record<string, unknown>>);
  }
}

function writeEnum(sink: ByteSink, symbols: readonly string[], value: unknown): void {
  const index = symbols.indexOf(value as string);
  if (index === -1) throw new ProblemAt(`must be one of ${symbols.join(", ")}`);
  sink.writeLong(index);
}

function writeItems(sink: ByteSink, items: AvroNode, value: readonly unknown[]): void {
  if (value.length > 0) sink.writeLong(value.length);
  let at = 0;
  try {
    for (; at < value.length; at++) writeValue(sink, items, value[at]);
  } catch (error) {
    throw under(at, error);
  }
  sink.writeLong(0);
}

function writeEntries(
  sink: ByteSink,
  values: AvroNode,
  value: Readonly<Record<string, unknown>>,
): void {
  const keys = Object.keys(value);
  if (keys.length > 0) sink.writeLong(keys.length);
  try {
    for (const key of keys) {
      demand(key.isWellFormed(), "well-formed text as its key", key);
      sink.writeString(key);
      writeValue(sink, values, value[key]);
    }
  } catch (error) {
    throw under("*", error);
  }
  sink.writeLong(0);
}

function writeUnion(sink: ByteSink, node: UnionNode, value: unknown): void {
  const { branches, wrapped } = node;
  const found = wrapped ? branchOfWrapped(node, value) : branchByLook(node, value);
  if (found === -1) {
    const names = branches.map(branchName).join(", ");
    throw new ProblemAt(
      wrapped
        ? `must be {branch: value} of one of ${names}`
        : `must be one of ${names}, and is ${lookOf(value)}`,
    );
  }
  const branch = branches[found]!;
  sink.writeLong(found);
  if (!wrapped || value === null) return writeValue(sink, branch, value);
  const name = branchName(branch);
  try {
    writeValue(sink, branch, (value as Readonly<Record<string, unknown>>)[name]);
  } catch (error) {
    throw under(name, error);
  }
}

function branchOfWrapped({ branches }: UnionNode, value: unknown): number {
  if (value === null) return branches.findIndex((branch) => branch.kind === "null");
  const keys = isObject(value) ? Object.keys(value) : [];
  return keys.length === 1 ? branches.findIndex((branch) => branchName(branch) === keys[0]) : -1;
}

function writeRecord(
  sink: ByteSink,
  { name, fields }: RecordNode,
  value: Readonly<Record<string, unknown>>,
): void {
  let present = 0;
  for (const field of fields) {
    // Its own fields only: an object inherits constructor, toString and more.
    const own = Object.hasOwn(value, field.name);
    if (own) present++;
    const inside = own ? value[field.name] : undefined;
    if (inside === undefined && field.json !== undefined) sink.writeRaw(defaultBytes(field));
    else writeField(sink, field, inside);
  }
  if (Object.keys(value).length > present) {
    const names = fields.map((field) => field.name).join(", ");
    throw new ProblemAt(`has a field that ${name} does not declare: it has ${names}`);
  }
}

function writeField(sink: ByteSink, { name, node }: FieldNode, value: unknown): void {
  try {
    writeValue(sink, node, value);
  } catch (error) {
    throw under(name, error);
  }
}

/** Deepest nesting of a default: each union on the way may try all its branches. */
const MAX_DEFAULT_DEPTH = 16;

const defaults = new WeakMap<FieldNode, Uint8Array<ArrayBuffer>>();

/** The bytes of a field's default; it has one, and it was checked. */
export function defaultBytes(field: FieldNode): Uint8Array<ArrayBuffer> {
  const known = defaults.get(field);
  if (known !== undefined) return known;
  const bytes = writeDefault(field.node, field.json);
  defaults.set(field, bytes);
  return bytes;
}

/**
 * The bytes of a default as a schema's JSON has it: bytes are text of code points to 255, a union's
 * value is of the first branch that it fits.
 *
 * @throws {ProblemAt} when it does not fit
 */
export function writeDefault(node: AvroNode, json: unknown): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink();
  writeValue(sink, node, valueOf(node, json, 0));
  return sink.take();
}

function valueOf(node: AvroNode, json: unknown, depth: number): unknown {
  if (depth > MAX_DEFAULT_DEPTH) throw new ProblemAt("is nested too deep");
  const inner = (part: AvroNode, of: unknown) => valueOf(part, of, depth + 1);
  switch (node.kind) {
    case "bytes":
    case "fixed":
      return bytesOf(json);
    case "array":
      return Array.isArray(json) ? json.map((item) => inner(node.items, item)) : json;
    case "map":
      return isObject(json) ? mapped(json, (_, item) => inner(node.values, item)) : json;
    case "union":
      return valueOfUnion(node, json, depth);
    case "record":
      if (!isObject(json)) return json;
      return mapped(json, (name, item) => {
        const field = node.fields.find((candidate) => candidate.name === name);
        return field === undefined ? item : inner(field.node, item);
      });
    default:
      return json;
  }
}

function valueOfUnion({ branches, wrapped }: UnionNode, json: unknown, depth: number): unknown {
  for (const branch of branches) {
    try {
      const value = valueOf(branch, json, depth + 1);
      writeValue(new ByteSink(), branch, value);
      return wrapped && branch.kind !== "null" ? { [branchName(branch)]: value } : value;
    } catch (error) {
      if (!(error instanceof ProblemAt)) throw error;
    }
  }
  throw new ProblemAt(`fits none of ${branches.map(branchName).join(", ")}`);
}

function bytesOf(json: unknown): unknown {
  if (typeof json !== "string") return json;
  const codes = Array.from({ length: json.length }, (_, at) => json.charCodeAt(at));
  return codes.every((code) => code <= 0xff) ? Uint8Array.from(codes) : json;
}

function mapped(
  value: Readonly<Record<string, unknown>>,
  change: (name: string, item: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  // Object.fromEntries defines own properties, __proto__ too.
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, change(name, item)]),
  );
}

/** The same problem, seen from the level above. */
function under(name: string | number, error: unknown): unknown {
  return error instanceof ProblemAt ? error.under(name) : error;
}

function demand(fits: boolean, what: string, value: unknown): void {
  if (!fits) throw new ProblemAt(`must be ${what}, and is ${lookOf(value)}`);
}

/** What a value is, without a word of what it holds. */
function lookOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "number" && !Number.isInteger(value)) return "a number with a fraction";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function isInt(value: unknown): boolean {
  return typeof value === "number" && value === (value | 0);
}

function isFloat(value: unknown): boolean {
  return typeof value === "number" &&
    (!Number.isFinite(value) || Number.isFinite(Math.fround(value)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Uint8Array);
}
