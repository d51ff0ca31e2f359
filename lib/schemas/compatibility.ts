import { parseAvro } from "./compatibility_avro_parse.ts";
import { readProblems } from "./compatibility_avro_read.ts";
import type { AvroType } from "./compatibility_avro_types.ts";
import { InvalidSchemaError } from "./compatibility_errors.ts";
import { parseJsonSchema } from "./compatibility_json_parse.ts";
import { jsonReadProblems } from "./compatibility_json_read.ts";
import type { JsonNode } from "./compatibility_json_types.ts";

/** The levels of compatibility that a subject may demand of its next version. */
export const COMPATIBILITY_LEVELS = [
  "NONE",
  "BACKWARD",
  "BACKWARD_TRANSITIVE",
  "FORWARD",
  "FORWARD_TRANSITIVE",
  "FULL",
  "FULL_TRANSITIVE",
] as const;

/** One of {@link COMPATIBILITY_LEVELS}. */
export type CompatibilityLevel = (typeof COMPATIBILITY_LEVELS)[number];

/** The languages of schemas that are known here. */
export type SchemaType = "AVRO" | "JSON";

/** A schema as text. */
export interface SchemaText {
  /** Its language. @default {"AVRO"} */
  readonly schemaType?: SchemaType;
  /** The schema itself. */
  readonly schema: string;
  /** Schemas whose names it may use, those first that others use. @default {[]} */
  readonly references?: readonly { readonly name: string; readonly schema: string }[];
}

/** An earlier version of a schema. */
export interface PreviousSchema extends SchemaText {
  /** Its number. @default {its place in the list, from 1} */
  readonly version?: number;
}

/** Whether a schema may follow those before it, and if not, why. */
export interface CompatibilityVerdict {
  /** Whether nothing breaks. */
  readonly compatible: boolean;
  /** What breaks, where and against which version; empty when nothing does. */
  readonly messages: readonly string[];
}

/**
 * Judges whether a schema may follow earlier ones, the oldest first. `BACKWARD` means that it reads
 * what the latest wrote, `FORWARD` that the latest reads what it will write, `FULL` both; the
 * transitive levels ask it of all versions. For Avro the rules are those of the specification's
 * schema resolution, for JSON Schema those of Confluent's registry: a property may be added where
 * `additionalProperties` were refused, and go where they are not.
 *
 * @throws {InvalidSchemaError} when one of the schemas is none
 *
 * @example
 * ```ts
 * import { checkCompatibility } from "./compatibility.ts";
 *
 * const v1 = { schema: '{"type":"record","name":"User","fields":[{"name":"id","type":"int"}]}' };
 * const v2 = {
 *   schema: `{"type":"record","name":"User","fields":[
 *     {"name":"id","type":"long"}, {"name":"email","type":"string"}]}`,
 * };
 * console.log(checkCompatibility(v2, [v1], "BACKWARD").messages[0]);
 * // BACKWARD, version 1: it can't read what version 1 wrote: at /fields/1 field "email" has no …
 * ```
 */
export function checkCompatibility(
  candidate: SchemaText,
  previous: readonly PreviousSchema[],
  level: CompatibilityLevel,
): CompatibilityVerdict {
  const parsed = parse(candidate, true);
  if (level === "NONE" || previous.length === 0) return { compatible: true, messages: [] };
  const numbered = previous.map((schema, index) => ({ version: index + 1, ...schema }));
  const against = level.endsWith("_TRANSITIVE") ? numbered.toReversed() : numbered.slice(-1);
  const messages = against.flatMap((earlier) => breaks({ parsed, candidate, earlier, level }));
  return { compatible: messages.length === 0, messages };
}

/** A schema that was parsed. */
type Parsed = { readonly avro: AvroType } | { readonly json: JsonNode };

interface Comparison {
  readonly parsed: Parsed;
  readonly candidate: SchemaText;
  readonly earlier: PreviousSchema & { readonly version: number };
  readonly level: CompatibilityLevel;
}

function breaks({ parsed, candidate, earlier, level }: Comparison): readonly string[] {
  const { schemaType: type = "AVRO" } = candidate;
  const { schemaType: earlierType = "AVRO", version } = earlier;
  const about = `${level}, version ${version}`;
  if (type !== earlierType) {
    return [`${about}: it is a schema of type ${type}, version ${version} one of ${earlierType}`];
  }
  const before = parseEarlier(earlier);
  if (before instanceof InvalidSchemaError) {
    return [`${about}: what version ${version} holds is no schema: ${before.message}`];
  }
  const backward = level.startsWith("FORWARD") ? [] : problemsOf(parsed, before);
  const forward = level.startsWith("BACKWARD") ? [] : problemsOf(before, parsed);
  const say = (what: string) => ({ path, message }: { path: string; message: string }) =>
    `${about}: ${what}: at ${path === "" ? "/" : path} ${message}`;
  return [
    ...new Set([
      ...backward.map(say(`it can't read what version ${version} wrote`)),
      ...forward.map(say(`version ${version} can't read what it will write`)),
    ]),
  ];
}

/** What another registry has taken may be none to us. */
function parseEarlier(earlier: PreviousSchema): Parsed | InvalidSchemaError {
  try {
    return parse(earlier, false);
  } catch (error) {
    if (error instanceof InvalidSchemaError) return error;
    throw error;
  }
}

function problemsOf(reader: Parsed, writer: Parsed): readonly { path: string; message: string }[] {
  if ("avro" in reader && "avro" in writer) return readProblems(reader.avro, writer.avro);
  return "json" in reader && "json" in writer ? jsonReadProblems(reader.json, writer.json) : [];
}

/** Only what is new must have defaults that fit: what is there was accepted once. */
function parse(
  { schemaType = "AVRO", schema, references = [] }: SchemaText,
  checkDefaults: boolean,
): Parsed {
  if (schemaType === "JSON") return { json: parseJsonSchema(schema, references) };
  const texts = references.map((reference) => reference.schema);
  return { avro: parseAvro(schema, { references: texts, checkDefaults }).type };
}
