import { canonicalFormOf } from "./avro_canonical.ts";
import { AvroSchemaError } from "./avro_errors.ts";
import { rabinFingerprint } from "./avro_fingerprint.ts";
import { type AvroSchema, keepNode, nameOf } from "./avro_node.ts";
import { newScope, parseInto } from "./avro_parse.ts";

/** How an Avro schema is parsed. */
export interface ParseAvroOptions {
  /** Schemas whose named types it uses, what others need first. @default {none} */
  readonly references?: readonly (string | object)[];
  /**
   * Whether defaults are left out unchecked: they say nothing about bytes that are there, and
   * registries accept wrong ones. @default {false}
   */
  readonly ignoreDefaults?: boolean;
}

/** Longest schema that is parsed, in characters. */
const MAX_SCHEMA_LENGTH = 1_000_000;

/**
 * Parses an Avro schema (`.avsc`), given as JSON text or as what the text stands for.
 *
 * @throws {AvroSchemaError} naming the place and what is wrong with it
 *
 * @example
 * ```ts
 * import { parseAvroSchema } from "./avro_schema.ts";
 *
 * const schema = parseAvroSchema({
 *   type: "record",
 *   name: "shop.Order",
 *   fields: [{ name: "quantity", type: "int" }],
 * });
 * console.log(schema.name); // shop.Order
 * ```
 */
export function parseAvroSchema(
  source: string | object,
  options: ParseAvroOptions = {},
): AvroSchema {
  const { references = [], ignoreDefaults = false } = options;
  const texts = references.map(textOf);
  const text = textOf(source);
  const scope = newScope(ignoreDefaults);
  for (const reference of texts) parseInto(scope, reference);
  const node = parseInto(scope, text);
  const canonicalForm = canonicalFormOf(node);
  const schema: AvroSchema = Object.freeze({
    text,
    references: Object.freeze(texts),
    name: nameOf(node),
    canonicalForm,
    fingerprint: rabinFingerprint(canonicalForm),
  });
  keepNode(schema, node);
  return schema;
}

function textOf(source: string | object): string {
  const text = typeof source === "string" ? source : JSON.stringify(source);
  if (text.length <= MAX_SCHEMA_LENGTH) return text;
  throw new AvroSchemaError("", `is longer than ${MAX_SCHEMA_LENGTH} characters`);
}
