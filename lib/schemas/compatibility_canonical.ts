import { parseAvro } from "./compatibility_avro_parse.ts";
import { avroText } from "./compatibility_avro_text.ts";
import type { SchemaText } from "./compatibility.ts";
import { parseJsonSchema } from "./compatibility_json_parse.ts";
import { isObject, parseJson } from "./compatibility_json_text.ts";

/** How a schema is brought into its one form. */
export interface CanonicalOptions {
  /** Also sorts what has an order without meaning. @default {false} */
  readonly normalize?: boolean;
  /** Whether an Avro default must fit its field. @default {true} */
  readonly checkDefaults?: boolean;
}

/**
 * The text by which a registry knows equal schemas: no blanks, and for Avro names and attributes as
 * Avro's Java library writes them.
 *
 * @throws {InvalidSchemaError} when it is none
 */
export function canonicalSchema(
  { schemaType = "AVRO", schema, references = [] }: SchemaText,
  { normalize = false, checkDefaults = true }: CanonicalOptions = {},
): string {
  if (schemaType === "JSON") {
    parseJsonSchema(schema, references);
    const json = parseJson(schema);
    return JSON.stringify(normalize ? sorted(json) : json);
  }
  const texts = references.map((reference) => reference.schema);
  const { type, referenced } = parseAvro(schema, { references: texts, checkDefaults });
  return avroText(type, { referenced, sortProps: normalize });
}

function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted);
  if (!isObject(json)) return json;
  const names = Object.keys(json).toSorted();
  return Object.fromEntries(names.map((name) => [name, sorted(json[name])]));
}
