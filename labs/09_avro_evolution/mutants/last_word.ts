// caught by: deploy-order
// says: does not know theft
// Looks at the last word of an enum: the others, it thinks, were there before.
import type {
  Change,
  DeployOrder,
  EnumType,
  FieldType,
  Level,
  Primitive,
  RecordSchema,
} from "../stub.ts";

export function evolve(schema: RecordSchema, change: Change, level: Level): RecordSchema | null {
  const next = changed(schema, change);
  // Whether it can be made is the same question as whether it reads and is read.
  if (level !== "FORWARD" && !canRead(next, schema)) return null;
  if (level !== "BACKWARD" && !canRead(schema, next)) return null;
  return next;
}

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
      reader.symbols.includes(writer.symbols.at(-1)!);
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
