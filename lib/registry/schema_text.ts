import {
  canonicalSchema,
  InvalidSchemaError,
  type SchemaText,
  type SchemaType,
} from "../schemas/mod.ts";
import { refused } from "./errors.ts";
import type { SchemaReference, StoredSchema } from "./log_records.ts";
import type { RegistryState, SchemaContent } from "./state.ts";

const MAX_REFERENCED = 1000;

/** A schema as a request brings it. */
export interface GivenSchema {
  readonly schemaType: string;
  readonly schema: string;
  /** The version may be −1 for the latest. */
  readonly references: readonly SchemaReference[];
}

/**
 * Brings a schema into the form in which it is kept, its references found.
 *
 * @throws {RegistryError} 42201 with what is wrong with it
 */
export function contentOf(
  state: RegistryState,
  given: GivenSchema,
  options: { readonly normalize: boolean; readonly checkDefaults?: boolean },
): SchemaContent {
  const schemaType = knownType(given.schemaType);
  if (given.schema.trim() === "") throw refused.invalidSchema("Empty schema");
  const references = given.references.map((reference) => ({
    ...reference,
    version: referenced(state, reference).version,
  }));
  const text: SchemaText = {
    schemaType,
    schema: given.schema,
    references: referencedTexts(state, references),
  };
  try {
    const schema = canonicalSchema(text, options);
    return { schemaType, references: options.normalize ? sorted(references) : references, schema };
  } catch (error) {
    if (!(error instanceof InvalidSchemaError)) throw error;
    throw refused.invalidSchema(
      `Either the input schema or one its references is invalid: ${error.message}`,
    );
  }
}

/** A kept schema together with what it refers to. */
export function textOf(state: RegistryState, content: SchemaContent): SchemaText {
  const { schemaType, schema, references } = content;
  return { schemaType, schema, references: referencedTexts(state, references) };
}

function knownType(type: string): SchemaType {
  if (type === "AVRO" || type === "JSON") return type;
  if (type === "PROTOBUF") {
    throw refused.invalidSchema(
      "Invalid schema type PROTOBUF: this registry keeps schemas of the types AVRO and JSON",
    );
  }
  throw refused.invalidSchema("Invalid schema type: use AVRO or JSON");
}

/** What is referred to, each once, before what refers to it. */
function referencedTexts(
  state: RegistryState,
  references: readonly SchemaReference[],
): readonly { readonly name: string; readonly schema: string }[] {
  const found = new Map<string, { readonly name: string; readonly schema: string }>();
  const visit = (reference: SchemaReference) => {
    const stored = referenced(state, reference);
    const place = `${stored.version}/${stored.subject}`;
    if (found.has(place)) return;
    if (found.size >= MAX_REFERENCED) throw refused.invalidSchema("There are too many references");
    stored.references.forEach(visit);
    found.set(place, { name: reference.name, schema: stored.schema });
  };
  references.forEach(visit);
  return [...found.values()];
}

function referenced(state: RegistryState, { subject, version }: SchemaReference): StoredSchema {
  const stored = state.version(subject, version === -1 ? "latest" : version, "all");
  if (stored !== undefined) return stored;
  throw refused.invalidSchema(
    `No schema reference found for subject "${subject}" and version ${version}`,
  );
}

function sorted(references: readonly SchemaReference[]): readonly SchemaReference[] {
  return references.toSorted((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
