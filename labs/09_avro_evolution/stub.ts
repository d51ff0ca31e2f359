/**
 * Lab 09, Avro evolution. Read labs/09_avro_evolution/README.md first, then fill the blanks.
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
  const { fields } = schema;
  switch (change.change) {
    case "add":
      // TODO: what will the new schema read in an event that does not have the field?
      return { ...schema, fields: [...fields, change.field] };
    case "remove":
      // TODO: what will the old schema read in an event that lacks the field?
      return { ...schema, fields: fields.filter(({ name }) => name !== change.field) };
    case "retype":
      // TODO: who reads whose numbers?
      return {
        ...schema,
        fields: fields.map((field) =>
          field.name === change.field ? { ...field, type: change.to } : field
        ),
      };
    case "symbol":
      // TODO: and what does the old schema make of a word that it does not know?
      return level === "BACKWARD" ? schema : null;
  }
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
  // TODO: a registry says BACKWARD by default. Whom does that protect?
  return older.fields.length > newer.fields.length ? "producers first" : "any order";
}
