/** The types without parts. */
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

/** Name of a type without parts. */
export type PrimitiveName = (typeof PRIMITIVES)[number];

/** Attributes that Avro does not know: they are kept and mean nothing to compatibility. */
export type AvroProps = Readonly<Record<string, unknown>>;

/** A type without parts. */
export interface AvroPrimitive {
  readonly kind: PrimitiveName;
  readonly props: AvroProps;
}

/** What record, enum and fixed have in common. */
export interface AvroNamedParts {
  /** Without the namespace. */
  readonly name: string;
  /** Empty for none. */
  readonly namespace: string;
  readonly fullName: string;
  /** Full names under which writers may know it. */
  readonly aliases: readonly string[];
  readonly doc: string | undefined;
  readonly props: AvroProps;
}

/** A field of a record. */
export interface AvroField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly doc: string | undefined;
  readonly type: AvroType;
  /** The default as JSON, when there is one; `null` is one. */
  readonly default: { readonly value: unknown } | undefined;
  readonly order: string | undefined;
  readonly props: AvroProps;
}

/** A record; its fields are filled in after it is made, for they may hold the record itself. */
export interface AvroRecord extends AvroNamedParts {
  readonly kind: "record";
  readonly isError: boolean;
  fields: readonly AvroField[];
}

/** An enum. */
export interface AvroEnum extends AvroNamedParts {
  readonly kind: "enum";
  readonly symbols: readonly string[];
  readonly default: string | undefined;
}

/** A fixed. */
export interface AvroFixed extends AvroNamedParts {
  readonly kind: "fixed";
  readonly size: number;
}

/** An array. */
export interface AvroArray {
  readonly kind: "array";
  readonly items: AvroType;
  readonly props: AvroProps;
}

/** A map. */
export interface AvroMap {
  readonly kind: "map";
  readonly values: AvroType;
  readonly props: AvroProps;
}

/** A union. */
export interface AvroUnion {
  readonly kind: "union";
  readonly branches: readonly AvroType[];
}

/** A type that has a name. */
export type AvroNamed = AvroRecord | AvroEnum | AvroFixed;

/** A parsed Avro schema: names are resolved, so a recursive one is a cycle of objects. */
export type AvroType = AvroPrimitive | AvroNamed | AvroArray | AvroMap | AvroUnion;

/** Whether a type has a name. */
export function isNamed(type: AvroType): type is AvroNamed {
  return type.kind === "record" || type.kind === "enum" || type.kind === "fixed";
}

/** How a type is called in messages: `long`, `enum shop.Colour`. */
export function typeName(type: AvroType): string {
  return isNamed(type) ? `${type.kind} ${type.fullName}` : type.kind;
}
