/** The types a field of one value can have on the wire. */
export type ScalarType =
  | "bool"
  | "int8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "float64"
  | "uuid"
  | "string"
  | "bytes"
  | "records";

/** What a field says beside its type and versions. */
export interface FieldOptions<T> {
  /** Versions in which null may stand on the wire. @default {"none"} */
  readonly nullable?: string;
  /** Number of the tag, when the field is a tagged one. */
  readonly tag?: number;
  /** What an absent field reads as. @default {0, "", false, an empty list, no bytes} */
  readonly default?: T | null;
}

/** One field of a message. `Out` is what decoding gives, `In` what encoding takes. */
export interface Field<Out = unknown, In = unknown, Optional extends boolean = boolean> {
  /** Its type on the wire. */
  readonly type: ScalarType | "struct" | "array";
  /** Versions that have it: `"0+"`, `"2-4"`, `"3"`. */
  readonly versions: string;
  /** See {@link FieldOptions}. */
  readonly nullable: string;
  /** See {@link FieldOptions}. */
  readonly tag: number | undefined;
  /** See {@link FieldOptions}; undefined stands for the type's own. */
  readonly default: unknown;
  /** What an array holds. */
  readonly item: ScalarType | Fields | undefined;
  /** What a struct holds. */
  readonly fields: Fields | undefined;
  /** For the compiler only. */
  readonly types?: { readonly out: Out; readonly in: In; readonly optional: Optional };
}

/** Fields by name, in the order of the wire. */
export type Fields = Readonly<Record<string, Field>>;

/** The object a set of fields decodes to; fields that a version lacks hold their default. */
export type Decoded<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer Out, unknown, boolean> ? Out : never;
};

/** The object a set of fields is encoded from; what is left out takes its default. */
export type Encodable<F extends Fields> =
  & { readonly [K in keyof F as IsOptional<F[K]> extends true ? never : K]: InOf<F[K]> }
  & { readonly [K in keyof F as IsOptional<F[K]> extends true ? K : never]?: InOf<F[K]> };

/** What one field takes when encoded. */
export type InOf<F> = F extends Field<unknown, infer In, boolean> ? In : never;
/** Whether a field may be left out: it has a default, or some versions lack it. */
export type IsOptional<F> = F extends Field<unknown, unknown, infer Optional> ? Optional : never;
/** Null, if the options allow it anywhere. */
export type NullIn<O> = O extends { readonly nullable: string } ? null : never;
/** Whether versions and options let a field be left out. */
export type MayOmit<V extends string, O> = V extends "0+"
  ? (O extends { readonly tag: number } | { readonly default: unknown } ? true : false)
  : true;

/** Makes a field of one scalar type. */
export type ScalarBuilder<Out, In = Out> = <
  const V extends string,
  const O extends FieldOptions<Out> = Record<never, never>,
>(versions: V, options?: O) => Field<Out | NullIn<O>, In | NullIn<O>, MayOmit<V, O>>;

function field(
  type: Field["type"],
  versions: string,
  options: FieldOptions<unknown> = {},
  inner: { item?: ScalarType | Fields; fields?: Fields } = {},
): Field {
  return {
    type,
    versions,
    nullable: options.nullable ?? "none",
    tag: options.tag,
    default: options.default,
    item: inner.item,
    fields: inner.fields,
  };
}

function scalar<Out, In = Out>(type: ScalarType): ScalarBuilder<Out, In> {
  return ((versions: string, options?: FieldOptions<unknown>) =>
    field(type, versions, options)) as ScalarBuilder<Out, In>;
}

/** A boolean in one byte. */
export const bool: ScalarBuilder<boolean> = scalar<boolean>("bool");
/** A signed number of one byte. */
export const int8: ScalarBuilder<number> = scalar<number>("int8");
/** A signed number of two bytes. */
export const int16: ScalarBuilder<number> = scalar<number>("int16");
/** An unsigned number of two bytes. */
export const uint16: ScalarBuilder<number> = scalar<number>("uint16");
/** A signed number of four bytes. */
export const int32: ScalarBuilder<number> = scalar<number>("int32");
/** An unsigned number of four bytes. */
export const uint32: ScalarBuilder<number> = scalar<number>("uint32");
/** A signed number of eight bytes, exact below 2⁵³. */
export const int64: ScalarBuilder<number> = scalar<number>("int64");
/** A double. */
export const float64: ScalarBuilder<number> = scalar<number>("float64");
/** A UUID in the form Kafka prints (URL-safe base64). */
export const uuid: ScalarBuilder<string> = scalar<string>("uuid");
/** Text. */
export const string: ScalarBuilder<string> = scalar<string>("string");
/** Bytes; decoded as a view of the input. */
export const bytes: ScalarBuilder<Uint8Array> = scalar<Uint8Array>("bytes");
/** Record batches; decoded as a view of the input, encoded without a copy from one or more chunks. */
export const records: ScalarBuilder<Uint8Array, Uint8Array | readonly Uint8Array[]> = scalar<
  Uint8Array,
  Uint8Array | readonly Uint8Array[]
>("records");

/** The values that a list of scalars holds. */
export interface ScalarTypes {
  /** See {@link string}. */
  readonly string: string;
  /** See {@link uuid}. */
  readonly uuid: string;
  /** See {@link int32}. */
  readonly int32: number;
  /** See {@link int64}. */
  readonly int64: number;
}

/** A list of scalars, or of structs given by their fields. */
export function array<
  const V extends string,
  const I extends keyof ScalarTypes | Fields,
  const O extends FieldOptions<never> = Record<never, never>,
>(versions: V, item: I, options?: O): Field<
  readonly DecodedItem<I>[] | NullIn<O>,
  readonly EncodableItem<I>[] | NullIn<O>,
  MayOmit<V, O>
> {
  return field("array", versions, options, { item }) as ReturnType<typeof array<V, I, O>>;
}

/** One element of a decoded list. */
export type DecodedItem<I> = I extends keyof ScalarTypes ? ScalarTypes[I]
  : I extends Fields ? Decoded<I>
  : never;
/** One element of a list to encode. */
export type EncodableItem<I> = I extends keyof ScalarTypes ? ScalarTypes[I]
  : I extends Fields ? Encodable<I>
  : never;

/** A struct that stands for itself, not in a list. */
export function struct<
  const V extends string,
  const F extends Fields,
  const O extends FieldOptions<never> = Record<never, never>,
>(versions: V, fields: F, options?: O): Field<
  Decoded<F> | NullIn<O>,
  Encodable<F> | NullIn<O>,
  MayOmit<V, O>
> {
  return field("struct", versions, options, { fields }) as ReturnType<typeof struct<V, F, O>>;
}

/** A request and its response under one API key. */
export interface Message<Request extends Fields = Fields, Response extends Fields = Fields> {
  /** Number of the API on the wire. */
  readonly key: number;
  /** Name without "Request" and "Response". */
  readonly name: string;
  /** Versions described here. */
  readonly versions: string;
  /** Versions with compact lengths and tagged fields. */
  readonly flexible: string;
  /** Fields of the request's body. */
  readonly request: Request;
  /** Fields of the response's body. */
  readonly response: Response;
}

/** Describes a message; exists for the types it infers. */
export function message<const Request extends Fields, const Response extends Fields>(
  table: Message<Request, Response>,
): Message<Request, Response> {
  return table;
}

/** Lowest and highest version of a range such as `"0+"`, `"2-4"`, `"3"` or `"none"`. */
export function versionRange(range: string): readonly [number, number] {
  if (range === "none") return [0, -1];
  const [, low, plus, high] = /^(\d+)(?:(\+)|-(\d+))?$/.exec(range)!;
  return [Number(low), plus ? Infinity : Number(high ?? low)];
}

/** Whether a range holds the version. */
export function inRange(range: string, version: number): boolean {
  const [low, high] = versionRange(range);
  return version >= low && version <= high;
}
