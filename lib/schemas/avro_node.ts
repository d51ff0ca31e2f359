/** The eight types without parts. */
export const PRIMITIVES = [
  "null",
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "bytes",
  "string",
] as const;

/** One of the types without parts. */
export type Primitive = (typeof PRIMITIVES)[number];

/** A type without parts. */
export interface PrimitiveNode {
  readonly kind: Primitive;
}

/** A field of a record. */
export interface FieldNode {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly node: AvroNode;
  /** The default as the schema's JSON has it, `undefined` when the field has none. */
  readonly json: unknown;
}

/** What the named types have in common. */
interface Named {
  /** With its namespace. */
  readonly name: string;
  /** With their namespaces. */
  readonly aliases: readonly string[];
}

/** A record. */
export interface RecordNode extends Named {
  readonly kind: "record";
  readonly fields: readonly FieldNode[];
}

/** One of some words. */
export interface EnumNode extends Named {
  readonly kind: "enum";
  readonly symbols: readonly string[];
  /** What a reader takes for a word that it does not know. */
  readonly fallback: string | undefined;
}

/** So many bytes. */
export interface FixedNode extends Named {
  readonly kind: "fixed";
  readonly size: number;
}

/** A list. */
export interface ArrayNode {
  readonly kind: "array";
  readonly items: AvroNode;
}

/** Values by keys. */
export interface MapNode {
  readonly kind: "map";
  readonly values: AvroNode;
}

/** One of several types. */
export interface UnionNode {
  readonly kind: "union";
  readonly branches: readonly AvroNode[];
  /** Whether a value is held as `{branch: value}`, since its own look does not tell the branch. */
  readonly wrapped: boolean;
}

/** A type of a parsed schema; recursive types hold themselves. */
export type AvroNode =
  | PrimitiveNode
  | RecordNode
  | EnumNode
  | FixedNode
  | ArrayNode
  | MapNode
  | UnionNode;

/** A type that has a name. */
export type NamedNode = RecordNode | EnumNode | FixedNode;

/** Whether a type has a name. */
export function isNamed(node: AvroNode): node is NamedNode {
  return node.kind === "record" || node.kind === "enum" || node.kind === "fixed";
}

/** What a branch of a union is called. */
export function branchName(node: AvroNode): string {
  return isNamed(node) ? node.name : node.kind;
}

/** How a schema is called in messages. */
export function nameOf(node: AvroNode): string {
  if (node.kind === "array") return `array of ${nameOf(node.items)}`;
  if (node.kind === "map") return `map of ${nameOf(node.values)}`;
  if (node.kind === "union") return node.branches.map(branchName).join(" or ");
  return branchName(node);
}

/** What a value of a type looks like in JavaScript: two branches of one look need wrapping. */
type Look = "null" | "boolean" | "number" | "string" | "bytes" | "array" | "object";

const LOOKS: Readonly<Record<Exclude<AvroNode["kind"], "union">, Look>> = {
  null: "null",
  boolean: "boolean",
  int: "number",
  long: "number",
  float: "number",
  double: "number",
  string: "string",
  enum: "string",
  bytes: "bytes",
  fixed: "bytes",
  array: "array",
  map: "object",
  record: "object",
};

function lookOf(node: AvroNode): Look {
  return LOOKS[node.kind as Exclude<AvroNode["kind"], "union">];
}

/** A union of these branches. */
export function unionOf(branches: readonly AvroNode[]): UnionNode {
  const wrapped = new Set(branches.map(lookOf)).size < branches.length;
  return { kind: "union", branches, wrapped };
}

/** The branch of an unwrapped union to which a value belongs by its look, or -1. */
export function branchByLook(node: UnionNode, value: unknown): number {
  const look = lookOfValue(value);
  return node.branches.findIndex((branch) => lookOf(branch) === look);
}

function lookOfValue(value: unknown): Look | undefined {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Uint8Array) return "bytes";
  const type = typeof value;
  if (type === "bigint") return "number";
  return type === "undefined" || type === "function" || type === "symbol" ? undefined : type;
}

/** A parsed Avro schema. */
export interface AvroSchema {
  /** Its JSON text, as it was given. */
  readonly text: string;
  /** The texts of the schemas whose types it uses. */
  readonly references: readonly string[];
  /** The name with its namespace, or what kind of type it is where it has none. */
  readonly name: string;
  /** The parsing canonical form: equal for schemas that write the same bytes. */
  readonly canonicalForm: string;
  /** The 64 bit Rabin fingerprint of the canonical form, as 16 hexadecimal digits. */
  readonly fingerprint: string;
}

const nodes = new WeakMap<AvroSchema, AvroNode>();

/** Remembers the types of a parsed schema: its users need not see them. */
export function keepNode(schema: AvroSchema, node: AvroNode): void {
  nodes.set(schema, node);
}

/** The types of a parsed schema. */
export function nodeOfSchema(schema: AvroSchema): AvroNode {
  return nodes.get(schema)!;
}
