/** A version of a subject whose types a schema uses. */
export interface SchemaReference {
  /** The name by which the schema calls it. */
  readonly name: string;
  /** Where it is registered. */
  readonly subject: string;
  /** Under which version. */
  readonly version: number;
}

/** A schema as a registry keeps it. */
export interface RegistrySchema {
  /** Its text. */
  readonly schema: string;
  /** Its language: `AVRO`, `JSON` or `PROTOBUF`. @default {"AVRO"} */
  readonly schemaType?: string;
  /** Other schemas that it uses. @default {none} */
  readonly references?: readonly SchemaReference[];
}

/** A schema as one version of a subject. */
export interface RegisteredSchema extends RegistrySchema {
  /** The subject it stands under. */
  readonly subject: string;
  /** Its number there, from 1. */
  readonly version: number;
  /** Its id, the same under every subject. */
  readonly id: number;
}

/** Whether a schema may become the next version. */
export interface CompatibilityAnswer {
  /** Whether the subject's level permits it. */
  readonly compatible: boolean;
  /** What breaks; empty when nothing does. */
  readonly messages: readonly string[];
}

/** A number of a version, or the newest one. */
export type VersionNumber = number | "latest";

/** A schema as the body of a request has it. */
export function bodyOf({ schema, schemaType = "AVRO", references = [] }: RegistrySchema): unknown {
  return {
    schema,
    ...(schemaType !== "AVRO" && { schemaType }),
    ...(references.length > 0 && { references }),
  };
}
