import { InvalidSchemaError } from "./compatibility_errors.ts";
import { type JsonDocument, JsonDocuments } from "./compatibility_json_refs.ts";
import { isObject, numberOf } from "./compatibility_json_text.ts";
import type { Bounds, Criterion, JsonNode, JsonReference } from "./compatibility_json_types.ts";

type Raw = Readonly<Record<string, unknown>>;

const CRITERIA: readonly Criterion[] = ["allOf", "anyOf", "oneOf"];
const TYPES = ["string", "number", "integer", "boolean", "null", "object", "array"];
/** Where no type is given, these keywords tell of which type they speak. */
const KEYWORDS: readonly (readonly [type: string, keywords: readonly string[]])[] = [
  ["array", [
    ...["items", "additionalItems", "prefixItems", "contains", "minItems", "maxItems"],
    "uniqueItems",
  ]],
  ["object", [
    ...["properties", "required", "minProperties", "maxProperties", "patternProperties"],
    ...["additionalProperties", "propertyNames", "dependencies", "dependentRequired"],
    "dependentSchemas",
  ]],
  ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]],
  ["string", ["minLength", "maxLength", "pattern", "format"]],
];
const LATER_DRAFT = /draft\/20(19|20)-/;

/**
 * Reads a schema of JSON Schema into nodes that can be compared.
 *
 * @throws {InvalidSchemaError} when it is none, or a reference within it leads nowhere
 */
export function parseJsonSchema(
  schema: string,
  references: readonly { readonly name: string; readonly schema: string }[] = [],
): JsonNode {
  return new Builder(new JsonDocuments(schema, references)).whole();
}

class Builder {
  readonly #documents: JsonDocuments;
  /** What was read already; a schema may be reached over many references. */
  readonly #known = new Map<unknown, JsonNode>();
  /** References that nobody has followed yet. */
  readonly #open: JsonReference[] = [];

  constructor(documents: JsonDocuments) {
    this.#documents = documents;
  }

  /** The schema, and whatever it refers to: later nothing of it can be found to be wrong. */
  whole(): JsonNode {
    const node = this.#node(this.#documents.main.root, this.#documents.main);
    for (let open = this.#open.pop(); open !== undefined; open = this.#open.pop()) open.target();
    return node;
  }

  #node(raw: unknown, document: JsonDocument): JsonNode {
    if (typeof raw === "boolean") {
      return { kind: raw ? "any" : "nothing", text: String(raw), hasDefault: false };
    }
    if (!isObject(raw)) throw new InvalidSchemaError("A JSON Schema is an object, true or false");
    const known = this.#known.get(raw);
    if (known !== undefined) return known;
    const node = this.#build(raw, document);
    this.#known.set(raw, node);
    return node;
  }

  #build(raw: Raw, document: JsonDocument): JsonNode {
    const base = { text: oneForm(raw), hasDefault: Object.hasOwn(raw, "default") };
    const parts = typeof raw["$ref"] === "string"
      ? this.#aroundReference(raw, raw["$ref"], document)
      : this.#parts(raw, document);
    const [first, ...others] = parts;
    if (first === undefined) return { ...base, kind: "any" };
    if (others.length === 0) return { ...first, ...base };
    return { ...base, kind: "allOf", parts: distinct(parts) };
  }

  /** Up to draft 7, what stands beside a reference says nothing. */
  #aroundReference(raw: Raw, reference: string, document: JsonDocument): readonly JsonNode[] {
    const found = this.#documents.find(reference, document);
    const node: JsonReference = {
      kind: "$ref",
      text: oneForm({ $ref: reference }),
      hasDefault: false,
      target: () => found && this.#node(found.raw, found.document),
    };
    this.#open.push(node);
    const draft = isObject(document.root) ? document.root["$schema"] : undefined;
    const isLater = typeof draft === "string" && LATER_DRAFT.test(draft);
    return isLater ? [node, ...this.#parts(raw, document)] : [node];
  }

  #parts(raw: Raw, document: JsonDocument): readonly JsonNode[] {
    const base = { text: oneForm(raw), hasDefault: false };
    const parts: JsonNode[] = this.#typed(raw, document);
    for (const kind of CRITERIA) {
      if (raw[kind] === undefined) continue;
      const nodes = listAt(raw, kind).map((each) => this.#node(each, document));
      parts.push({
        text: oneForm({ [kind]: raw[kind] }),
        hasDefault: false,
        kind,
        parts: distinct(nodes),
      });
    }
    if (raw["enum"] !== undefined) {
      const values = Array.isArray(raw["enum"]) ? raw["enum"] : [];
      parts.push({ ...base, kind: "enum", values: values.map(oneForm) });
    }
    if (Object.hasOwn(raw, "const")) {
      parts.push({ ...base, kind: "const", values: [oneForm(raw["const"])] });
    }
    if (raw["not"] !== undefined) {
      parts.push({ ...base, kind: "not", node: this.#node(raw["not"], document) });
    }
    if (raw["if"] !== undefined) parts.push({ ...base, kind: "if" });
    return parts;
  }

  #typed(raw: Raw, document: JsonDocument): JsonNode[] {
    const { type } = raw;
    if (type === undefined) {
      return KEYWORDS.filter(([, keywords]) => keywords.some((name) => raw[name] !== undefined))
        .map(([name]) => this.#ofType(name, raw, document));
    }
    if (!Array.isArray(type)) return [this.#ofType(type, raw, document)];
    const nodes = type.map((name) => this.#ofType(name, raw, document));
    return [{ kind: "anyOf", text: oneForm(raw), hasDefault: false, parts: distinct(nodes) }];
  }

  #ofType(type: unknown, raw: Raw, document: JsonDocument): JsonNode {
    const base = { text: oneForm({ ...raw, type }), hasDefault: false };
    switch (type) {
      case "boolean":
      case "null":
        return { ...base, kind: type };
      case "string": {
        const pattern = typeof raw["pattern"] === "string" ? raw["pattern"] : undefined;
        return { ...base, kind: type, bounds: bounds(raw, ["minLength", "maxLength"]), pattern };
      }
      case "number":
      case "integer":
        return {
          ...base,
          kind: "number",
          isInteger: type === "integer",
          bounds: numberBounds(raw),
          multipleOf: numberOf(raw["multipleOf"]),
        };
      case "object":
        return { ...base, kind: type, ...this.#object(raw, document) };
      case "array":
        return { ...base, kind: type, ...this.#array(raw, document) };
    }
    throw new InvalidSchemaError(
      `Type ${JSON.stringify(type)} is unknown: it is one of ${TYPES.join(", ")}`,
    );
  }

  #object(raw: Raw, document: JsonDocument) {
    const nodes = (keyword: string) =>
      new Map(
        membersAt(raw, keyword).filter(([, json]) => !Array.isArray(json))
          .map(([name, json]) => [name, this.#node(json, document)] as const),
      );
    const lists = (keyword: string) =>
      membersAt(raw, keyword).filter(([, json]) => Array.isArray(json))
        .map(([name, json]) => [name, textsOf(json)] as const);
    const rest = raw["additionalProperties"];
    return {
      bounds: bounds(raw, ["minProperties", "maxProperties"]),
      properties: nodes("properties"),
      patterns: [...nodes("patternProperties")]
        .map(([source, node]) => ({ pattern: patternOf(source), node })),
      rest: rest === undefined || rest === true ? undefined : this.#node(rest, document),
      required: textsOf(raw["required"]),
      demands: new Map([...lists("dependencies"), ...lists("dependentRequired")]),
      dependents: new Map([...nodes("dependencies"), ...nodes("dependentSchemas")]),
    };
  }

  #array(raw: Raw, document: JsonDocument) {
    const { prefixItems, items, additionalItems } = raw;
    const first = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
    const rest = Array.isArray(prefixItems) ? items : additionalItems;
    const isOfAll = items !== undefined && !Array.isArray(items) && !Array.isArray(prefixItems);
    return {
      bounds: bounds(raw, ["minItems", "maxItems"]),
      isUnique: raw["uniqueItems"] === true,
      items: isOfAll ? this.#node(items, document) : undefined,
      first: first.map((each) => this.#node(each, document)),
      rest: rest === undefined || rest === true ? undefined : this.#node(rest, document),
    };
  }
}

function bounds(raw: Raw, keywords: readonly string[]): Bounds {
  return Object.fromEntries(
    keywords.map((name) => [name, numberOf(raw[name])]).filter(([, value]) => value !== undefined),
  );
}

/** Draft 4 says by true and false whether a bound itself is left out. */
function numberBounds(raw: Raw): Bounds {
  const given = { ...raw };
  for (
    const [bound, exclusive] of [["minimum", "exclusiveMinimum"], [
      "maximum",
      "exclusiveMaximum",
    ]] as const
  ) {
    if (typeof raw[exclusive] !== "boolean") continue;
    given[exclusive] = raw[exclusive] ? raw[bound] : undefined;
    if (raw[exclusive]) given[bound] = undefined;
  }
  return bounds(given, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]);
}

function listAt(raw: Raw, keyword: string): readonly unknown[] {
  const list = raw[keyword];
  if (Array.isArray(list) && list.length > 0) return list;
  throw new InvalidSchemaError(`"${keyword}" is a list that is not empty`);
}

function membersAt(raw: Raw, keyword: string): readonly [string, unknown][] {
  const members = raw[keyword];
  if (members === undefined) return [];
  if (isObject(members)) return Object.entries(members);
  throw new InvalidSchemaError(`"${keyword}" is an object`);
}

function textsOf(list: unknown): ReadonlySet<string> {
  return new Set(Array.isArray(list) ? list.filter((each) => typeof each === "string") : []);
}

/** A pattern that this engine can't read is told of by no property. */
function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(source, "u");
  } catch {
    return undefined;
  }
}

function distinct(nodes: readonly JsonNode[]): readonly JsonNode[] {
  return [...new Map(nodes.map((node) => [`${node.kind} ${node.text}`, node])).values()];
}

/** JSON with sorted names, so that equal values have equal texts. */
function oneForm(json: unknown): string {
  return JSON.stringify(
    json,
    (_name, value) =>
      isObject(value)
        ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1))
        : value,
  );
}
