/**
 * Lab 09, Avro evolution. One way to write it.
 *
 * @module
 */

/** What JSON can say. */
export type Json = string | number | boolean | null;

/** Types without parts. */
export type Primitive = "boolean" | "int" | "long" | "float" | "double" | "string" | "bytes";

/** One of some words. What a reader does not know becomes the `default`, if the enum has one. */
export interface EnumType {
  readonly type: "enum";
  readonly name: string;
  readonly symbols: readonly string[];
  readonly default?: string;
}

/** The type of a field; `["null", "int"]` is an optional int. */
export type FieldType = Primitive | readonly ["null", Primitive] | EnumType;

/** A field of an event. Its default is what a reader takes for events that were written without it. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly default?: Json;
}

/** The Avro schema of an event. */
export interface RecordSchema {
  readonly type: "record";
  readonly name: string;
  readonly fields: readonly Field[];
}

/** What somebody wants of the next version. */
export type Change =
  /** A field more. Events without it are to read as if it were `filler`, which fits its type. */
  | {
    readonly change: "add";
    readonly field: { readonly name: string; readonly type: FieldType };
    readonly filler: Json;
  }
  /** A field less. */
  | { readonly change: "remove"; readonly field: string }
  /** Another type for a field that is a plain one now. */
  | { readonly change: "retype"; readonly field: string; readonly to: Primitive }
  /** One more symbol, at the end of an enum's. */
  | { readonly change: "symbol"; readonly field: string; readonly symbol: string };

/** What the next version must keep: which schema must read whose events. */
export type Level =
  /** The new schema reads what the old one wrote. */
  | "BACKWARD"
  /** The old schema reads what the new one writes. */
  | "FORWARD"
  /** Both. */
  | "FULL";

/** Who is put into production first. */
export type DeployOrder = "consumers first" | "producers first" | "any order" | "neither";

/**
 * The next version of a schema, or `null` where the change can't be made at that level.
 *
 * What is graded, for random schemas and changes:
 * - at BACKWARD and FULL the new schema reads every event that the old one wrote: each value as it
 *   was, an added field as its `filler`;
 * - at FORWARD and FULL the old schema reads every event that the new one writes: each value as it
 *   was, a removed field as its default, a new symbol as the enum's default;
 * - `null` only where no schema with the change could keep this;
 * - the change is made, and nothing else differs: names, other fields, their order and defaults. A
 *   field is added at the end; one whose type changes keeps its default.
 *
 * Numbers may be read as wider ones, in this order: int, long, float, double. A string may be read as
 * bytes and bytes as a string. Nothing else is read as another plain type.
 */
export function evolve(schema: RecordSchema, change: Change, level: Level): RecordSchema | null {
  const next = changed(schema, change);
  // Whether it can be made is the same question as whether it reads and is read.
  if (level !== "FORWARD" && !canRead(next, schema)) return null;
  if (level !== "BACKWARD" && !canRead(schema, next)) return null;
  return next;
}

/**
 * In which order the programs that write and read a topic may be replaced by those of the next
 * version, one kind completely before the other, so that no consumer ever meets an event that it
 * can't read.
 *
 * What is graded, for random pairs of versions, which may also differ in what no `Change` is: whether
 * a field may be null, which words and which default an enum has. New consumers also read the old
 * events of the topic; where producers are first, the old consumers read on to the end before they are
 * replaced. "any order" where both orders work, "neither" where none does: then it takes two steps, or
 * a new topic.
 */
export function deployOrder(older: RecordSchema, newer: RecordSchema): DeployOrder {
  // Replaced first, consumers read the old events; left for later, they read the new ones.
  const consumersFirst = canRead(newer, older);
  const producersFirst = canRead(older, newer);
  if (consumersFirst) return producersFirst ? "any order" : "consumers first";
  return producersFirst ? "producers first" : "neither";
}

function changed(schema: RecordSchema, change: Change): RecordSchema {
  const { fields } = schema;
  if (change.change === "add") {
    return { ...schema, fields: [...fields, { ...change.field, default: change.filler }] };
  }
  if (change.change === "remove") {
    return { ...schema, fields: fields.filter(({ name }) => name !== change.field) };
  }
  const next = fields.map((field) =>
    field.name === change.field ? { ...field, type: typeAfter(field.type, change) } : field
  );
  return { ...schema, fields: next };
}

function typeAfter(type: FieldType, change: Change): FieldType {
  if (change.change === "retype") return change.to;
  if (change.change !== "symbol" || !isEnum(type)) return type;
  return { ...type, symbols: [...type.symbols, change.symbol] };
}

/** Whether every event that `writer` wrote can be read as `reader`. */
function canRead(reader: RecordSchema, writer: RecordSchema): boolean {
  return reader.fields.every((field) => {
    const written = writer.fields.find(({ name }) => name === field.name);
    // A default of null, 0 or "" is one: what counts is that it is there.
    return written === undefined
      ? field.default !== undefined
      : canReadType(field.type, written.type);
  });
}

function canReadType(reader: FieldType, writer: FieldType): boolean {
  if (isEnum(reader)) {
    if (!isEnum(writer) || writer.name !== reader.name) return false;
    // The enum's default is for words that it does not know; the field's is for fields that are not there.
    return reader.default !== undefined ||
      writer.symbols.every((symbol) => reader.symbols.includes(symbol));
  }
  if (isEnum(writer)) return false;
  const readers = plainTypes(reader);
  return plainTypes(writer).every((type) => readers.some((as) => READ_AS[type].includes(as)));
}

type Plain = Primitive | "null";

/** A plain type and those that may read it. */
const READ_AS: Readonly<Record<Plain, readonly Plain[]>> = {
  null: ["null"],
  boolean: ["boolean"],
  int: ["int", "long", "float", "double"],
  long: ["long", "float", "double"],
  float: ["float", "double"],
  double: ["double"],
  string: ["string", "bytes"],
  bytes: ["bytes", "string"],
};

function plainTypes(type: Primitive | readonly ["null", Primitive]): readonly Plain[] {
  return typeof type === "string" ? [type] : type;
}

function isEnum(type: FieldType): type is EnumType {
  return typeof type === "object" && "symbols" in type;
}
