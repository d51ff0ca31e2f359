import { ProtocolError } from "./protocol_error.ts";
import type { Reader } from "./reader.ts";
import { type Field, type Fields, inRange, type ScalarType } from "./schema.ts";
import { Writer } from "./writer.ts";

/** Reads and writes one type in one version. */
export interface Codec<T = unknown> {
  /** The value at the reader's position. */
  read(reader: Reader): T;
  /** Appends the value. */
  write(writer: Writer, value: T): void;
  /** The fewest bytes a value can take: it bounds the length that a list may claim. */
  readonly minBytes: number;
}

type Body = Record<string, unknown>;

/** No list needs more; an empty item takes a byte of a frame and many more once it is read. */
const MAX_ITEMS = 1_000_000;

interface Context {
  readonly version: number;
  readonly flexible: boolean;
  readonly path: string;
}

const NO_BYTES = new Uint8Array(0);
const ZERO_UUID = "A".repeat(22);

/** A field's value where a version lacks the field or a body leaves it out. */
export function defaultOf(field: Field): unknown {
  if (field.default !== undefined) return field.default;
  switch (field.type) {
    case "bool":
      return false;
    case "string":
      return "";
    case "uuid":
      return ZERO_UUID;
    case "bytes":
    case "records":
      return NO_BYTES;
    case "array":
      return [];
    case "struct":
      return defaultsOf(field.fields!);
    default:
      return 0;
  }
}

function defaultsOf(fields: Fields): Body {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, defaultOf(field)]),
  );
}

function isDefault(field: Field, value: unknown): boolean {
  if (field.type === "struct" && field.fields !== undefined && value !== null) {
    return Object.entries(field.fields).every(([name, inner]) => {
      const own = (value as Body)[name];
      return own === undefined || isDefault(inner, own);
    });
  }
  const standard = defaultOf(field);
  if (Array.isArray(value)) return value.length === 0 && Array.isArray(standard);
  if (value instanceof Uint8Array) return value.length === 0 && standard instanceof Uint8Array;
  return value === standard;
}

/** Puts together, once, the steps that read and write these fields in this version. */
export function compileFields(fields: Fields, context: Context): Codec<Body> {
  const all = Object.entries(fields);
  const present = all.filter(([, field]) => inRange(field.versions, context.version));
  const absent = all.filter((entry) => !present.includes(entry));
  const steps = present.filter(([, field]) => field.tag === undefined)
    .map(([name, field]) => compileStep(name, field, context));
  const tags = present.filter(([, field]) => field.tag !== undefined)
    .map(([name, field]) => compileStep(name, field, context))
    .sort((a, b) => a.field.tag! - b.field.tag!);
  const missing = [...absent, ...tags.map(({ name, field }) => [name, field] as const)];
  return {
    minBytes: steps.reduce((sum, step) => sum + step.codec.minBytes, context.flexible ? 1 : 0),
    read(reader) {
      const body: Body = {};
      for (const step of steps) body[step.name] = step.codec.read(reader);
      for (const [name, field] of missing) body[name] = defaultOf(field);
      if (context.flexible) readTags(reader, body, tags);
      return body;
    },
    write(writer, body) {
      for (const step of steps) {
        const value = body[step.name];
        step.codec.write(writer, value === undefined ? defaultOf(step.field) : value);
      }
      if (context.flexible) writeTags(writer, body, tags);
    },
  };
}

interface Step {
  readonly name: string;
  readonly field: Field;
  readonly codec: Codec;
}

function compileStep(name: string, field: Field, context: Context): Step {
  const inner = { ...context, path: `${context.path}.${name}` };
  const nullable = inRange(field.nullable, context.version);
  return { name, field, codec: compileField(field, nullable, inner) };
}

function readTags(reader: Reader, body: Body, tags: readonly Step[]): void {
  for (let count = reader.uvarint(); count > 0; count--) {
    const tag = reader.uvarint();
    const size = reader.uvarint();
    const after = reader.skip(size) + size;
    const step = tags.find((candidate) => candidate.field.tag === tag);
    if (step === undefined) continue;
    reader.position = after - size;
    const outerEnd = reader.end;
    reader.end = after;
    body[step.name] = step.codec.read(reader);
    reader.end = outerEnd;
    if (reader.position !== after) {
      throw new ProtocolError(`Tag ${tag} is not ${size} bytes long`, "BAD_LENGTH");
    }
  }
}

function writeTags(writer: Writer, body: Body, tags: readonly Step[]): void {
  const given = tags.filter(({ name, field }) =>
    body[name] !== undefined && !isDefault(field, body[name])
  );
  writer.uvarint(given.length);
  for (const { name, field, codec } of given) {
    const inner = new Writer();
    codec.write(inner, body[name]);
    writer.uvarint(field.tag!);
    writer.uvarint(inner.length);
    for (const chunk of inner.chunks()) writer.slice(chunk);
  }
}

function compileField(field: Field, nullable: boolean, context: Context): Codec {
  if (field.type === "array") return compileArray(field, nullable, context);
  if (field.type === "struct") return compileStruct(field, nullable, context);
  return compileScalar(field.type, nullable, context);
}

function compileStruct(field: Field, nullable: boolean, context: Context): Codec {
  const codec = compileFields(field.fields!, context) as Codec;
  if (!nullable) return notNull(codec, context);
  return {
    minBytes: 1,
    read: (reader) => reader.int8() < 0 ? null : codec.read(reader),
    write(writer, value) {
      writer.int8(value === null ? -1 : 1);
      if (value !== null) codec.write(writer, value);
    },
  };
}

function compileArray(field: Field, nullable: boolean, context: Context): Codec {
  const item = typeof field.item === "string"
    ? compileScalar(field.item, false, context)
    : compileFields(field.item!, context) as Codec;
  const { flexible, path } = context;
  const itemBytes = Math.max(1, item.minBytes);
  return {
    minBytes: flexible ? 1 : 4,
    read(reader) {
      const count = flexible ? reader.uvarint() - 1 : reader.int32();
      if (count < 0 && nullable) return null;
      if (count < 0 || count > MAX_ITEMS || count * itemBytes > reader.remaining) {
        throw new ProtocolError(
          `${path} claims ${count} items at byte ${reader.position}, ${reader.remaining} bytes left`,
          "BAD_LENGTH",
        );
      }
      const items: unknown[] = [];
      for (let index = 0; index < count; index++) items.push(item.read(reader));
      return items;
    },
    write(writer, value) {
      if (value === null && !nullable) throw nullError(context);
      const items = value as readonly unknown[] | null;
      if (flexible) writer.uvarint(items === null ? 0 : items.length + 1);
      else writer.int32(items === null ? -1 : items.length);
      for (const one of items ?? []) item.write(writer, one);
    },
  };
}

function compileScalar(type: ScalarType, nullable: boolean, context: Context): Codec {
  const codec = scalarCodec(type, context.flexible);
  const canBeNull = type === "string" || type === "bytes" || type === "records";
  return nullable || !canBeNull ? codec : notNull(codec, context);
}

function notNull(codec: Codec, context: Context): Codec {
  return {
    minBytes: codec.minBytes,
    read(reader) {
      const value = codec.read(reader);
      if (value === null) throw nullError(context);
      return value;
    },
    write(writer, value) {
      if (value === null) throw nullError(context);
      codec.write(writer, value);
    },
  };
}

function nullError({ path, version }: Context): ProtocolError {
  return new ProtocolError(`${path} can't be null in version ${version}`, "BAD_VALUE");
}

function scalarCodec(type: ScalarType, flexible: boolean): Codec {
  switch (type) {
    case "string":
      return flexible
        ? simple(1, (r) => r.compactString(), (w, v: string) => w.compactString(v))
        : simple(2, (r) => r.string(), (w, v: string) => w.string(v));
    case "bytes":
      return flexible
        ? simple(1, (r) => r.compactSized(), (w, v: Uint8Array) => w.compactSized(v))
        : simple(4, (r) => r.sized(), (w, v: Uint8Array) => w.sized(v));
    case "records":
      return recordsCodec(flexible);
    case "bool":
      return simple(1, (r) => r.bool(), (w, v: boolean) => w.bool(v));
    case "int8":
      return simple(1, (r) => r.int8(), (w, v: number) => w.int8(v));
    case "int16":
      return simple(2, (r) => r.int16(), (w, v: number) => w.int16(v));
    case "uint16":
      return simple(2, (r) => r.uint16(), (w, v: number) => w.int16(v));
    case "int32":
      return simple(4, (r) => r.int32(), (w, v: number) => w.int32(v));
    case "uint32":
      return simple(4, (r) => r.uint32(), (w, v: number) => w.int32(v));
    case "int64":
      return simple(8, (r) => r.int64(), (w, v: number) => w.int64(v));
    case "float64":
      return simple(8, (r) => r.float64(), (w, v: number) => w.float64(v));
    case "uuid":
      return simple(16, (r) => r.uuid(), (w, v: string) => w.uuid(v));
  }
}

function simple<T>(
  minBytes: number,
  read: (reader: Reader) => T | null,
  write: (writer: Writer, value: T) => void,
): Codec {
  return { minBytes, read, write } as Codec<T | null>;
}

function recordsCodec(flexible: boolean): Codec {
  return simple(
    flexible ? 1 : 4,
    (reader) => flexible ? reader.compactSized() : reader.sized(),
    (writer, value: Uint8Array | readonly Uint8Array[] | null) => {
      const chunks = value === null || value instanceof Uint8Array ? [value] : value;
      const length = chunks.reduce((sum, chunk) => sum + (chunk?.length ?? 0), 0);
      if (flexible) writer.uvarint(value === null ? 0 : length + 1);
      else writer.int32(value === null ? -1 : length);
      for (const chunk of chunks) {
        if (chunk !== null) writer.slice(chunk);
      }
    },
  );
}
