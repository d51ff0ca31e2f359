import { ByteSource, MAX_VALUE_DEPTH } from "./avro_bytes.ts";
import { ProblemAt } from "./avro_errors.ts";
import {
  type ArrayNode,
  type AvroNode,
  branchName,
  type EnumNode,
  type FieldNode,
  type MapNode,
  type NamedNode,
  nameOf,
  type Primitive,
  type RecordNode,
  type UnionNode,
} from "./avro_node.ts";
import { defaultBytes } from "./avro_writer.ts";

/** Reads one value where the source stands. */
export type Read = (source: ByteSource) => unknown;

/** What is being made, so that recursive types find themselves. */
type Known = Map<AvroNode, Map<AvroNode, { read: Read }>>;

const PLAIN: Readonly<Record<Primitive, Read>> = {
  null: () => null,
  boolean: (source) => source.readBoolean(),
  int: (source) => source.readInt(),
  long: (source) => source.readLong(),
  float: (source) => source.readFloat(),
  double: (source) => source.readDouble(),
  bytes: (source) => source.readBytes(),
  string: (source) => source.readString(),
};

/** What a reader may make of a writer's type, other than the same. */
const PROMOTIONS: Readonly<Record<string, Read>> = {
  "int long": (source) => BigInt(source.readInt()),
  "int float": (source) => Math.fround(source.readInt()),
  "int double": (source) => source.readInt(),
  "long float": (source) => Math.fround(Number(source.readLong())),
  "long double": (source) => Number(source.readLong()),
  "float double": (source) => source.readFloat(),
  "string bytes": (source) => source.readBytes(),
  "bytes string": (source) => source.readString(),
};

/**
 * How to read what `writer` wrote as `reader`.
 *
 * @throws {ProblemAt} of kind `schemas` when no value could be read
 */
export function readerOf(writer: AvroNode, reader: AvroNode): Read {
  return resolve(writer, reader, new Map());
}

function resolve(writer: AvroNode, reader: AvroNode, known: Known): Read {
  const ofWriter = known.get(writer) ?? new Map<AvroNode, { read: Read }>();
  known.set(writer, ofWriter);
  const found = ofWriter.get(reader);
  if (found !== undefined) return (source) => found.read(source);
  const made: { read: Read } = { read: () => undefined };
  ofWriter.set(reader, made);
  try {
    return made.read = make(writer, reader, known);
  } catch (error) {
    ofWriter.delete(reader);
    throw error;
  }
}

function make(writer: AvroNode, reader: AvroNode, known: Known): Read {
  if (writer.kind === "union") return fromUnion(writer, reader, known);
  if (reader.kind === "union") return intoUnion(writer, reader, known);
  const promotion = PROMOTIONS[`${writer.kind} ${reader.kind}`];
  if (promotion !== undefined) return promotion;
  if (writer.kind !== reader.kind) throw differs(writer, reader);
  switch (writer.kind) {
    case "record":
      return ofRecord(writer, reader as RecordNode, known);
    case "enum":
      return ofEnum(writer, reader as EnumNode);
    case "array":
      return ofArray(writer, reader as ArrayNode, known);
    case "map":
      return ofMap(writer, reader as MapNode, known);
    case "fixed": {
      demandName(writer, reader as NamedNode);
      const { size } = writer;
      if (size !== (reader as typeof writer).size) throw differs(writer, reader);
      return (source) => source.readFixed(size);
    }
    default:
      return PLAIN[writer.kind];
  }
}

/** Which branch was written is known only when a value is read. */
function fromUnion(writer: UnionNode, reader: AvroNode, known: Known): Read {
  const problems: string[] = [];
  const reads = writer.branches.map((branch): Read => {
    try {
      // The same union keeps the branch, whatever its others could hold.
      if (reader !== writer) return resolve(branch, reader, known);
      return wrapping(resolve(branch, branch, known), branch, writer);
    } catch (error) {
      if (!(error instanceof ProblemAt)) throw error;
      const problem = `branch ${branchName(branch)} of the writer's union: ${error.problem}`;
      problems.push(problem);
      return () => {
        throw new ProblemAt(problem, "schemas");
      };
    }
  });
  if (problems.length === reads.length) throw new ProblemAt(problems[0]!, "schemas");
  return nested((source) => reads[source.readIndex(reads.length, "branch of the union")]!(source));
}

function intoUnion(writer: AvroNode, reader: UnionNode, known: Known): Read {
  const ranked = reader.branches.toSorted((a, b) => rank(writer, a) - rank(writer, b));
  for (const branch of ranked) {
    try {
      return wrapping(resolve(writer, branch, known), branch, reader);
    } catch (error) {
      if (!(error instanceof ProblemAt)) throw error;
    }
  }
  throw differs(writer, reader);
}

/** Which branch is tried first: of the same name, of the same kind, then whatever can be promoted. */
function rank(writer: AvroNode, branch: AvroNode): number {
  if (writer.kind !== branch.kind) return 2;
  return branchName(writer) === branchName(branch) ? 0 : 1;
}

/** The value as the union holds it. */
function wrapping(read: Read, branch: AvroNode, union: UnionNode): Read {
  if (!union.wrapped || branch.kind === "null") return read;
  const name = branchName(branch);
  return (source) => ({ [name]: read(source) });
}

function ofRecord(writer: RecordNode, reader: RecordNode, known: Known): Read {
  demandName(writer, reader);
  const names = reader.fields.map(({ name }) => name);
  const written = writer.fields.map((field) => {
    const place = placeOf(field.name, reader);
    const node = reader.fields[place]?.node ?? field.node;
    return { from: field.name, place, read: at(field.name, field.node, node, known) };
  });
  const missing = reader.fields.map((field, place) => ({ field, place }))
    .filter(({ place }) => !written.some((field) => field.place === place))
    .map(({ field, place }) => ({ place, read: ofDefault(field, known) }));
  return nested((source) => {
    const values = new Array<unknown>(names.length);
    for (const { from, place, read } of written) {
      const value = under(from, read, source);
      if (place !== -1) values[place] = value;
    }
    for (const { place, read } of missing) values[place] = read(source);
    const record: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at++) set(record, names[at]!, values[at]);
    return record;
  });
}

/** Where the reader has what the writer calls `name`, or -1. */
function placeOf(name: string, { fields }: RecordNode): number {
  const place = fields.findIndex((field) => field.name === name);
  return place !== -1 ? place : fields.findIndex(({ aliases }) => aliases.includes(name));
}

function at(name: string, writer: AvroNode, reader: AvroNode, known: Known): Read {
  try {
    return resolve(writer, reader, known);
  } catch (error) {
    throw error instanceof ProblemAt ? error.under(name) : error;
  }
}

function ofDefault(field: FieldNode, known: Known): Read {
  const { name, node, json } = field;
  if (json === undefined) {
    throw new ProblemAt(`field ${name} was not written and has no default`, "schemas");
  }
  const read = resolve(node, node, known);
  const bytes = defaultBytes(field);
  return () => read(new ByteSource(bytes));
}

function ofEnum(writer: EnumNode, reader: EnumNode): Read {
  demandName(writer, reader);
  const { symbols } = writer;
  const known = new Set(reader.symbols);
  return (source) => {
    const symbol = symbols[source.readIndex(symbols.length, "symbol of the enum")]!;
    if (known.has(symbol)) return symbol;
    if (reader.fallback !== undefined) return reader.fallback;
    throw new ProblemAt(`enum ${reader.name} does not know ${symbol}`, "schemas");
  };
}

function ofArray(writer: ArrayNode, reader: ArrayNode, known: Known): Read {
  const read = resolve(writer.items, reader.items, known);
  return nested((source) => {
    const items: unknown[] = [];
    for (let count = source.readBlockCount(); count > 0; count = source.readBlockCount()) {
      for (; count > 0; count--) items.push(item(items.length, read, source));
    }
    return items;
  });
}

function ofMap(writer: MapNode, reader: MapNode, known: Known): Read {
  const read = resolve(writer.values, reader.values, known);
  return nested((source) => {
    const values: Record<string, unknown> = {};
    for (let count = source.readBlockCount(); count > 0; count = source.readBlockCount()) {
      for (; count > 0; count--) set(values, source.readString(), item("*", read, source));
    }
    return values;
  });
}

function item(name: string | number, read: Read, source: ByteSource): unknown {
  const before = source.left;
  const value = under(name, read, source);
  if (source.left === before) source.spendFreeItem();
  return value;
}

function under(name: string | number, read: Read, source: ByteSource): unknown {
  try {
    return read(source);
  } catch (error) {
    throw error instanceof ProblemAt ? error.under(name) : error;
  }
}

function nested(read: Read): Read {
  return (source) => {
    if (++source.depth > MAX_VALUE_DEPTH) {
      throw new ProblemAt(`is nested more than ${MAX_VALUE_DEPTH} deep`);
    }
    const value = read(source);
    source.depth--;
    return value;
  };
}

/** Sets a property of the object's own, `__proto__` too. */
function set(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") target[name] = value;
  else {
    Object.defineProperty(target, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
}

/** Names are compared without their namespaces, aliases with them. */
function demandName(writer: NamedNode, reader: NamedNode): void {
  if (shortName(writer.name) === shortName(reader.name)) return;
  if (!reader.aliases.includes(writer.name)) throw differs(writer, reader);
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function differs(writer: AvroNode, reader: AvroNode): ProblemAt {
  return new ProblemAt(`${nameOf(writer)} can't be read as ${nameOf(reader)}`, "schemas");
}
