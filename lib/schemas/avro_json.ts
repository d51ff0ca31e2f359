import { AvroValueError } from "./avro_errors.ts";
import {
  type AvroNode,
  type AvroSchema,
  branchName,
  nodeOfSchema,
  type UnionNode,
} from "./avro_node.ts";

const MOST_DEPTH = 200;

/**
 * What a JSON text stands for by a schema, so that it can be encoded: whole numbers keep all their
 * digits, bytes are `{"base64": "…"}` or, as in Avro's own JSON, text of code points to 255. A union's
 * value may stand as it is or as `{"branch": value}`. What does not fit is left for the encoder to
 * name.
 *
 * @throws {AvroValueError} when the text is no JSON, or nested too deep
 *
 * @example
 * ```ts
 * import { avroValueOfJson } from "./avro_json.ts";
 * import { parseAvroSchema } from "./avro_schema.ts";
 *
 * const schema = parseAvroSchema('"long"');
 * console.log(avroValueOfJson(schema, "9223372036854775807")); // 9223372036854775807n
 * ```
 */
export function avroValueOfJson(schema: AvroSchema, text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text, exact);
  } catch {
    throw new AvroValueError("", "is not valid JSON", schema.name);
  }
  return valueOf(nodeOfSchema(schema), json, { schema, depth: 0 });
}

interface Walk {
  readonly schema: AvroSchema;
  readonly depth: number;
}

function valueOf(node: AvroNode, json: unknown, { schema, depth }: Walk): unknown {
  if (depth > MOST_DEPTH) throw new AvroValueError("", "is nested too deep", schema.name);
  const inner = (part: AvroNode, of: unknown) => valueOf(part, of, { schema, depth: depth + 1 });
  switch (node.kind) {
    case "float":
    case "double":
      return typeof json === "bigint" ? Number(json) : json;
    case "bytes":
    case "fixed":
      return bytesOf(json);
    case "array":
      return Array.isArray(json) ? json.map((item) => inner(node.items, item)) : json;
    case "map":
      return isObject(json) ? mapped(json, (_, item) => inner(node.values, item)) : json;
    case "record":
      return isObject(json)
        ? mapped(json, (name, item) => {
          const field = node.fields.find((candidate) => candidate.name === name);
          return field === undefined ? item : inner(field.node, item);
        })
        : json;
    case "union":
      return valueOfUnion(node, json, inner);
    default:
      return json;
  }
}

function valueOfUnion(
  { branches, wrapped }: UnionNode,
  json: unknown,
  inner: (part: AvroNode, of: unknown) => unknown,
): unknown {
  const named = branchNamed(branches, json);
  if (named !== undefined) {
    const value = inner(named.branch, named.value);
    return wrapped ? { [branchName(named.branch)]: value } : value;
  }
  if (wrapped) return json;
  const branch = branches.find((candidate) => looksLike(candidate, json));
  return branch === undefined ? json : inner(branch, json);
}

/** `{"branch": value}`, where no branch is an object that could look the same. */
function branchNamed(branches: readonly AvroNode[], json: unknown) {
  if (!isObject(json)) return undefined;
  const [[name, value] = [], ...more] = Object.entries(json);
  if (more.length > 0) return undefined;
  const branch = branches.find((candidate) => branchName(candidate) === name);
  return branch === undefined ? undefined : { branch, value };
}

function looksLike({ kind }: AvroNode, json: unknown): boolean {
  switch (kind) {
    case "null":
      return json === null;
    case "boolean":
      return typeof json === "boolean";
    case "int":
    case "long":
    case "float":
    case "double":
      return typeof json === "number" || typeof json === "bigint";
    case "string":
    case "enum":
      return typeof json === "string";
    case "bytes":
    case "fixed":
      return bytesOf(json) !== json;
    case "array":
      return Array.isArray(json);
    default:
      return isObject(json);
  }
}

function bytesOf(json: unknown): unknown {
  if (isObject(json) && typeof json["base64"] === "string" && Object.keys(json).length === 1) {
    try {
      return Uint8Array.fromBase64(json["base64"]);
    } catch {
      return json;
    }
  }
  if (typeof json !== "string") return json;
  const codes = Array.from({ length: json.length }, (_, at) => json.charCodeAt(at));
  return codes.every((code) => code <= 0xff) ? Uint8Array.from(codes) : json;
}

function exact(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? "";
  const loses = typeof value === "number" && !Number.isSafeInteger(value);
  return loses && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapped(
  value: Readonly<Record<string, unknown>>,
  change: (name: string, item: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  // Object.fromEntries defines own properties, __proto__ too.
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, change(name, item)]),
  );
}
