/**
 * A JSON Schema as compatibility sees it: what has several kinds of keywords is an `allOf` of one
 * node for each, and a list of types is an `anyOf`, as in the model of Confluent's registry.
 */
export type JsonNode =
  | JsonPlain
  | JsonString
  | JsonNumber
  | JsonObject
  | JsonArray
  | JsonValues
  | JsonCombined
  | JsonNot
  | JsonReference;

/** What each node has. */
interface JsonBase {
  /** Its JSON in one form: equal texts are equal schemas. */
  readonly text: string;
  /** Whether it has a default. */
  readonly hasDefault: boolean;
}

/** Anything at all, nothing at all, or a type without keywords that are compared. */
export interface JsonPlain extends JsonBase {
  readonly kind: "any" | "nothing" | "boolean" | "null" | "if";
}

/** Bounds by the name of their keyword; what is absent is no bound. */
export type Bounds = Readonly<Partial<Record<string, number>>>;

/** A text. */
export interface JsonString extends JsonBase {
  readonly kind: "string";
  readonly bounds: Bounds;
  readonly pattern: string | undefined;
}

/** A number. */
export interface JsonNumber extends JsonBase {
  readonly kind: "number";
  readonly isInteger: boolean;
  readonly bounds: Bounds;
  readonly multipleOf: number | undefined;
}

/** An object with properties. */
export interface JsonObject extends JsonBase {
  readonly kind: "object";
  readonly bounds: Bounds;
  readonly properties: ReadonlyMap<string, JsonNode>;
  readonly patterns: readonly { readonly pattern: RegExp | undefined; readonly node: JsonNode }[];
  /** What other properties must be; `undefined` when they may be anything. */
  readonly rest: JsonNode | undefined;
  readonly required: ReadonlySet<string>;
  /** Which properties one property demands. */
  readonly demands: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the object must be when it has a property. */
  readonly dependents: ReadonlyMap<string, JsonNode>;
}

/** A list. */
export interface JsonArray extends JsonBase {
  readonly kind: "array";
  readonly bounds: Bounds;
  readonly isUnique: boolean;
  /** What each item must be. */
  readonly items: JsonNode | undefined;
  /** What the first items must be, one by one. */
  readonly first: readonly JsonNode[];
  /** What items after the first ones must be; `undefined` when they may be anything. */
  readonly rest: JsonNode | undefined;
}

/** One of some values, or a single one. */
export interface JsonValues extends JsonBase {
  readonly kind: "enum" | "const";
  /** As JSON texts of one form. */
  readonly values: readonly string[];
}

/** Schemas of which all, any or one must fit. */
export interface JsonCombined extends JsonBase {
  readonly kind: Criterion;
  /** Without repetitions. */
  readonly parts: readonly JsonNode[];
}

/** How many of the parts must fit. */
export type Criterion = "allOf" | "anyOf" | "oneOf";

/** What must not fit. */
export interface JsonNot extends JsonBase {
  readonly kind: "not";
  readonly node: JsonNode;
}

/** A schema that stands elsewhere. */
export interface JsonReference extends JsonBase {
  readonly kind: "$ref";
  /** What it refers to; `undefined` when that is not at hand. */
  target(): JsonNode | undefined;
}

/** Whether a node is made of parts. */
export function isCombined(node: JsonNode): node is JsonCombined {
  return node.kind === "allOf" || node.kind === "anyOf" || node.kind === "oneOf";
}

/** What people call a node. */
export function nodeName(node: JsonNode): string {
  if (node.kind === "any") return "anything";
  if (node.kind === "number") return node.isInteger ? "integer" : "number";
  if (node.kind === "$ref") return "a schema that is not at hand";
  if (isCombined(node)) return `${node.kind} (${node.parts.map(nodeName).join(", ")})`;
  return node.kind;
}
