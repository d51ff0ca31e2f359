import { type Random, shuffled } from "../../lib/core/mod.ts";
import type {
  Change,
  EnumType,
  Field,
  FieldType,
  Json,
  Level,
  Primitive,
  RecordSchema,
} from "./stub.ts";

/** All levels. */
export const LEVELS: readonly Level[] = ["BACKWARD", "FORWARD", "FULL"];

/** Something that somebody wants of a schema. */
export interface Case {
  readonly schema: RecordSchema;
  readonly change: Change;
  readonly level: Level;
}

/** All types without parts. */
export const PLAIN: readonly Primitive[] = [
  ...["boolean", "int", "long", "float", "double", "string", "bytes"] as const,
];
const NAMES = ["city", "amount", "channel", "device", "note", "attempts", "score", "referrer"];
const SYMBOLS = ["web", "app", "shop", "phone", "fax", "kiosk"];

/** A schema with a field of every kind, in any order, some of them with defaults. */
export function randomSchema(random: Random): RecordSchema {
  const kinds: FieldType[] = [
    random.pick(PLAIN),
    random.pick(["int", "long", "float"]),
    ["null", random.pick(PLAIN)],
    enumOf(random, "Channel", { fallback: true }),
    enumOf(random, "Device", { fallback: false }),
    random.pick(["string", "bytes"]),
  ];
  const names = shuffled(random, NAMES);
  const fields = shuffled(random, kinds).map((type, at): Field => {
    const field = { name: names[at]!, type };
    return random.next() < 0.5 ? { ...field, default: fillerOf(random, type) } : field;
  });
  return { type: "record", name: "Event", fields: [{ name: "id", type: "string" }, ...fields] };
}

/** Something to want of a schema: over many, each kind of change at each level. */
export function randomCase(random: Random): Case {
  const schema = randomSchema(random);
  return { schema, change: randomChange(random, schema), level: random.pick(LEVELS) };
}

/** A change of a schema. */
export function randomChange(random: Random, { fields }: RecordSchema): Change {
  const ofKind = (fits: (field: Field) => boolean) => random.pick(fields.filter(fits));
  switch (random.pick(["add", "remove", "retype", "symbol"])) {
    case "add": {
      const type = random.pick<FieldType>([
        random.pick(PLAIN),
        ["null", random.pick(PLAIN)],
        enumOf(random, "Reason", { fallback: random.next() < 0.5 }),
      ]);
      return { change: "add", field: { name: "added", type }, filler: fillerOf(random, type) };
    }
    case "remove":
      return { change: "remove", field: ofKind(({ name }) => name !== "id").name };
    case "retype": {
      const field = ofKind(({ type, name }) => groupOf(type) !== undefined && name !== "id");
      const others = groupOf(field.type)!.filter((type) => type !== field.type);
      return { change: "retype", field: field.name, to: random.pick(others) };
    }
    default: {
      const field = ofKind(({ type }) => isEnum(type));
      const { symbols } = field.type as EnumType;
      const symbol = random.pick(SYMBOLS.filter((word) => !symbols.includes(word)));
      return { change: "symbol", field: field.name, symbol };
    }
  }
}

/** The types whose defaults look alike. */
const GROUPS: readonly (readonly Primitive[])[] = [
  ["int", "long", "float", "double"],
  ["string", "bytes"],
];

/** The types whose defaults look like those of a type; `undefined` for those that are alone. */
export function groupOf(type: FieldType): readonly Primitive[] | undefined {
  return GROUPS.find((group) => group.includes(type as Primitive));
}

function enumOf(
  random: Random,
  name: string,
  { fallback }: { readonly fallback: boolean },
): EnumType {
  const symbols = shuffled(random, SYMBOLS).slice(0, random.int(2, 4));
  const type = { type: "enum", name, symbols } as const;
  return fallback ? { ...type, default: random.pick(symbols) } : type;
}

/** A default that fits a type; now and then one that is easily taken for none. */
export function fillerOf(random: Random, type: FieldType): Json {
  if (isEnum(type)) return random.pick(type.symbols);
  if (typeof type === "object") return null;
  if (type === "boolean") return random.pick([false, true]);
  if (type === "string" || type === "bytes") return random.pick(["", "-", "unknown"]);
  return random.pick([0, 0, 1, random.int(2, 99)]);
}

/** An event that a schema could write; over some of them, each symbol and each branch. */
export function eventOf(random: Random, { fields }: RecordSchema, at: number) {
  return Object.fromEntries(fields.map(({ name, type }) => [name, valueOf(random, type, at)]));
}

function valueOf(random: Random, type: FieldType, at: number): unknown {
  if (isEnum(type)) return type.symbols[at % type.symbols.length];
  if (typeof type === "object") return at % 2 === 0 ? null : valueOf(random, type[1], at);
  switch (type) {
    case "boolean":
      return random.next() < 0.5;
    case "int":
      return random.int(-1000, 1000);
    case "long":
      return BigInt(random.int(-1000, 1000));
    case "float":
    case "double":
      return random.int(-1000, 1000) / 4;
    case "string":
      return random.pick(["Medan", "Bandung", ""]);
    case "bytes":
      return new TextEncoder().encode(random.pick(["Medan", "Bandung", ""]));
  }
}

/** The schema with the change, whatever it breaks. */
export function made(schema: RecordSchema, change: Change): RecordSchema {
  const { fields } = schema;
  switch (change.change) {
    case "add": {
      const added: Field = { ...change.field, default: change.filler };
      return { ...schema, fields: [...fields, added] };
    }
    case "remove":
      return { ...schema, fields: fields.filter(({ name }) => name !== change.field) };
    default:
      return {
        ...schema,
        fields: fields.map((field) =>
          field.name === change.field ? { ...field, type: retyped(field.type, change) } : field
        ),
      };
  }
}

function retyped(type: FieldType, change: Change): FieldType {
  if (change.change === "retype") return change.to;
  const { symbol } = change as Extract<Change, { change: "symbol" }>;
  return isEnum(type) ? { ...type, symbols: [...type.symbols, symbol] } : type;
}

/** Whether a type is an enum. */
export function isEnum(type: FieldType): type is EnumType {
  return typeof type === "object" && "symbols" in type;
}

/** What is wanted, in a few words. */
export function changeText(change: Change): string {
  switch (change.change) {
    case "add":
      return `add ${change.field.name}: ${typeText(change.field.type)}`;
    case "remove":
      return `remove ${change.field}`;
    case "retype":
      return `${change.field} becomes ${change.to}`;
    case "symbol":
      return `${change.field} knows ${change.symbol} too`;
  }
}

/** A field in a few words. */
export function fieldText(field: Field | undefined): string {
  if (field === undefined) return "not there";
  const { type } = field;
  return "default" in field
    ? `${typeText(type)} = ${JSON.stringify(field.default)}`
    : typeText(type);
}

function typeText(type: FieldType): string {
  if (!isEnum(type)) return typeof type === "string" ? type : type.join(" | ");
  const fallback = type.default === undefined ? "" : ` default ${type.default}`;
  return `enum ${type.symbols.join("/")}${fallback}`;
}
