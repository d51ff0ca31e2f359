import {
  type AvroField,
  type AvroNamed,
  type AvroProps,
  type AvroRecord,
  type AvroType,
  isNamed,
  type PrimitiveName,
  PRIMITIVES,
} from "./compatibility_avro_types.ts";
import { defaultProblem } from "./compatibility_avro_default.ts";
import { InvalidSchemaError } from "./compatibility_errors.ts";
import { isObject, numberOf, parseJson } from "./compatibility_json_text.ts";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MAX_DEPTH = 400;
const MAX_FIXED_BYTES = 2 ** 31 - 1;
const ORDERS = ["ascending", "descending", "ignore"];
const RESERVED = new Set([
  ...["type", "name", "namespace", "aliases", "doc", "fields", "items", "values", "symbols"],
  "size",
]);
const FIELD_RESERVED = new Set(["name", "type", "aliases", "doc", "default", "order"]);

type Json = Record<string, unknown>;

/**
 * Parses an Avro schema and checks it against the specification: names, sizes, symbols, unions,
 * defaults.
 *
 * @throws {InvalidSchemaError}
 */
export function parseAvro(
  text: string,
  { references = [], checkDefaults = true }: {
    /** Schemas whose names may be used, those first that others use. */
    readonly references?: readonly string[];
    /** Whether a default must fit its field. @default {true} */
    readonly checkDefaults?: boolean;
  } = {},
): { readonly type: AvroType; readonly referenced: readonly AvroNamed[] } {
  const parser = new Parser();
  for (const reference of references) parser.parse(reference, false);
  const referenced = parser.named;
  return { type: parser.parse(text, checkDefaults), referenced };
}

class Parser {
  readonly #named = new Map<string, AvroNamed>();
  #depth = 0;
  #pendingDefaults: (() => void)[] = [];

  get named(): readonly AvroNamed[] {
    return [...this.#named.values()];
  }

  parse(text: string, checkDefaults: boolean): AvroType {
    const type = this.#type(parseJson(text), "", "");
    // A default may be of a record whose fields were not known yet where it stands.
    const checks = this.#pendingDefaults.splice(0);
    if (checkDefaults) { for (const check of checks) check(); }
    return type;
  }

  #type(json: unknown, namespace: string, place: string): AvroType {
    if (++this.#depth > MAX_DEPTH) throw new InvalidSchemaError("It is nested too deeply", place);
    try {
      if (typeof json === "string") return this.#byName(json, namespace, place);
      if (Array.isArray(json)) return this.#union(json, namespace, place);
      if (isObject(json)) return this.#complex(json, namespace, place);
    } finally {
      this.#depth--;
    }
    throw new InvalidSchemaError("A type is a name, an object or a list of types", place);
  }

  #byName(name: string, namespace: string, place: string): AvroType {
    if (isPrimitive(name)) return { kind: name, props: {} };
    const found = this.#named.get(fullNameOf(name, namespace)) ?? this.#named.get(name);
    if (found !== undefined) return found;
    throw new InvalidSchemaError(`Nothing is called ${quoted(name)}`, place);
  }

  #union(items: readonly unknown[], namespace: string, place: string): AvroType {
    const seen = new Set<string>();
    const branches = items.map((item, index) => {
      const at = `${place}/${index}`;
      const branch = this.#type(item, namespace, at);
      if (branch.kind === "union") {
        throw new InvalidSchemaError("A union holds no other union", at);
      }
      const name = isNamed(branch) ? branch.fullName : branch.kind;
      if (seen.has(name)) throw new InvalidSchemaError(`The union has ${name} twice`, at);
      seen.add(name);
      return branch;
    });
    return { kind: "union", branches };
  }

  #complex(json: Json, namespace: string, place: string): AvroType {
    const { type } = json;
    if (typeof type !== "string") {
      throw new InvalidSchemaError('The attribute "type" is missing or no text', place);
    }
    if (isPrimitive(type)) return { kind: type, props: propsOf(json, new Set(["type"])) };
    switch (type) {
      case "record":
      case "error":
        return this.#record(json, namespace, place);
      case "enum":
        return this.#enum(json, namespace, place);
      case "fixed":
        return this.#fixed(json, namespace, place);
      case "array": {
        const items = this.#type(required(json, "items", place), namespace, `${place}/items`);
        return { kind: "array", items, props: propsOf(json, new Set(["type", "items"])) };
      }
      case "map": {
        const values = this.#type(required(json, "values", place), namespace, `${place}/values`);
        return { kind: "map", values, props: propsOf(json, new Set(["type", "values"])) };
      }
      default:
        return this.#byName(type, namespace, place);
    }
  }

  #record(json: Json, enclosing: string, place: string): AvroType {
    const record: AvroRecord = {
      kind: "record",
      isError: json.type === "error",
      ...namedParts(json, enclosing, place),
      fields: [],
    };
    this.#define(record, place);
    const { fields } = json;
    if (!Array.isArray(fields)) {
      throw new InvalidSchemaError('The attribute "fields" is missing or no list', place);
    }
    const names = new Set<string>();
    record.fields = fields.map((field, index) => {
      const at = `${place}/fields/${index}`;
      const parsed = this.#field(field, record.namespace, at);
      if (names.has(parsed.name)) {
        throw new InvalidSchemaError(`There are two fields ${quoted(parsed.name)}`, at);
      }
      names.add(parsed.name);
      return parsed;
    });
    return record;
  }

  #field(json: unknown, namespace: string, place: string): AvroField {
    if (!isObject(json)) throw new InvalidSchemaError("A field is an object", place);
    const name = checkedName(json.name, place);
    const type = this.#type(required(json, "type", place), namespace, `${place}/type`);
    const { order } = json;
    if (order !== undefined && !ORDERS.includes(String(order).toLowerCase())) {
      throw new InvalidSchemaError(`order is one of ${ORDERS.join(", ")}`, place);
    }
    const field: AvroField = {
      name,
      type,
      aliases: textsOf(json, "aliases", place),
      doc: docOf(json),
      default: Object.hasOwn(json, "default") ? { value: json.default } : undefined,
      order: order === undefined ? undefined : String(order).toLowerCase(),
      props: propsOf(json, FIELD_RESERVED),
    };
    if (field.default !== undefined) this.#checkLater(field, field.default.value, place);
    return field;
  }

  #checkLater(field: AvroField, value: unknown, place: string): void {
    this.#pendingDefaults.push(() => {
      const problem = defaultProblem(field.type, value);
      if (problem === undefined) return;
      const message = `The default of field ${quoted(field.name)} does not fit: ${problem}`;
      throw new InvalidSchemaError(message, `${place}/default`);
    });
  }

  #enum(json: Json, enclosing: string, place: string): AvroType {
    const parts = namedParts(json, enclosing, place, ["default"]);
    if (!Array.isArray(json.symbols)) {
      throw new InvalidSchemaError('The attribute "symbols" is missing or no list', place);
    }
    const symbols = json.symbols.map((symbol) => checkedName(symbol, `${place}/symbols`));
    if (new Set(symbols).size < symbols.length) {
      throw new InvalidSchemaError("A symbol stands there twice", `${place}/symbols`);
    }
    const fallback = json.default;
    if (fallback !== undefined && !symbols.includes(fallback as string)) {
      throw new InvalidSchemaError("The default is none of the symbols", place);
    }
    const type: AvroNamed = {
      kind: "enum",
      ...parts,
      symbols,
      default: fallback as string | undefined,
    };
    return this.#define(type, place);
  }

  #fixed(json: Json, enclosing: string, place: string): AvroType {
    const parts = namedParts(json, enclosing, place);
    const size = numberOf(json.size);
    if (size === undefined || !Number.isInteger(size) || size < 0 || size > MAX_FIXED_BYTES) {
      throw new InvalidSchemaError('The attribute "size" is missing or no number of bytes', place);
    }
    return this.#define({ kind: "fixed", ...parts, size }, place);
  }

  #define(type: AvroNamed, place: string): AvroNamed {
    if (this.#named.has(type.fullName)) {
      throw new InvalidSchemaError(`${quoted(type.fullName)} is defined twice`, place);
    }
    this.#named.set(type.fullName, type);
    return type;
  }
}

function isPrimitive(name: string): name is PrimitiveName {
  return (PRIMITIVES as readonly string[]).includes(name);
}

function namedParts(json: Json, enclosing: string, place: string, own: readonly string[] = []) {
  const given = json.name;
  if (typeof given !== "string") {
    throw new InvalidSchemaError('The attribute "name" is missing or no text', place);
  }
  const dot = given.lastIndexOf(".");
  const name = checkedName(given.slice(dot + 1), place);
  const declared = typeof json.namespace === "string" ? json.namespace : enclosing;
  const namespace = dot === -1 ? declared : given.slice(0, dot);
  for (const part of namespace === "" ? [] : namespace.split(".")) checkedName(part, place);
  if (isPrimitive(name) && namespace === "") {
    throw new InvalidSchemaError(`${quoted(name)} is the name of a type of Avro's own`, place);
  }
  return {
    name,
    namespace,
    fullName: fullNameOf(name, namespace),
    aliases: textsOf(json, "aliases", place).map((alias) => fullNameOf(alias, namespace)),
    doc: docOf(json),
    props: propsOf(json, new Set([...RESERVED, ...own])),
  };
}

function fullNameOf(name: string, namespace: string): string {
  return namespace === "" || name.includes(".") ? name : `${namespace}.${name}`;
}

function checkedName(name: unknown, place: string): string {
  if (typeof name === "string" && NAME.test(name)) return name;
  const problem = typeof name === "string"
    ? `${quoted(name)} is no name: letters, digits and _, no digit first`
    : "A name is missing or no text";
  throw new InvalidSchemaError(problem, place);
}

function textsOf(json: Json, attribute: string, place: string): readonly string[] {
  const value = json[attribute];
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new InvalidSchemaError(`The attribute "${attribute}" is no list of texts`, place);
}

function docOf({ doc }: Json): string | undefined {
  return typeof doc === "string" ? doc : undefined;
}

function required(json: Json, attribute: string, place: string): unknown {
  if (Object.hasOwn(json, attribute)) return json[attribute];
  throw new InvalidSchemaError(`The attribute "${attribute}" is missing`, place);
}

function propsOf(json: Json, known: ReadonlySet<string>): AvroProps {
  return Object.fromEntries(Object.entries(json).filter(([name]) => !known.has(name)));
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
