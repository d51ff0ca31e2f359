import type { CompatibilityLevel, SchemaType } from "../schemas/mod.ts";
import { COMPATIBILITY_LEVELS } from "../schemas/mod.ts";

/** Modes of a subject, or of the whole registry. */
export const MODES = ["READWRITE", "READONLY", "IMPORT"] as const;

/** One of {@link MODES}. */
export type Mode = (typeof MODES)[number];

/** A schema that another one uses by name. */
export interface SchemaReference {
  /** The name by which it is used: for Avro the type's full name. */
  readonly name: string;
  /** The subject under which it is registered. */
  readonly subject: string;
  /** Its version there. */
  readonly version: number;
}

/** A version of a subject, as the log keeps it. */
export interface StoredSchema {
  /** The subject. */
  readonly subject: string;
  /** Its number in the subject, from 1. */
  readonly version: number;
  /** Its number in the registry; equal schemas share it. */
  readonly id: number;
  /** Its language. */
  readonly schemaType: SchemaType;
  /** What it uses of other subjects. */
  readonly references: readonly SchemaReference[];
  /** Its text in canonical form. */
  readonly schema: string;
  /** Whether it was deleted softly: it is hidden, but can be decoded with. */
  readonly deleted: boolean;
}

/** What a subject, or the whole registry, demands of a new version. */
export interface SubjectConfig {
  /** How a new version must fit those before it. */
  readonly compatibilityLevel: CompatibilityLevel;
  /** Whether schemas are normalized before they are compared. */
  readonly normalize?: boolean;
}

/**
 * What happened, as one record of the log tells it. Keys and values are those of Confluent's
 * registry, so that either can read what the other has written.
 */
export type LogEntry =
  | {
    readonly keytype: "SCHEMA";
    readonly subject: string;
    readonly version: number;
    readonly value: StoredSchema | null;
  }
  | {
    readonly keytype: "CONFIG";
    readonly subject: string | null;
    readonly value: SubjectConfig | null;
  }
  | { readonly keytype: "MODE"; readonly subject: string | null; readonly value: Mode | null }
  | { readonly keytype: "DELETE_SUBJECT"; readonly subject: string; readonly value: number | null }
  | { readonly keytype: "CLEAR_SUBJECT"; readonly subject: string | null };

/** Key and value of a record as texts; the value of a deletion is null. */
export interface LogText {
  readonly key: string;
  readonly value: string | null;
}

/** Writes an entry as key and value. */
export function encodeEntry(entry: LogEntry): LogText {
  const { keytype, subject } = entry;
  switch (keytype) {
    case "SCHEMA":
      return text(
        { keytype, subject, version: entry.version, magic: 1 },
        entry.value === null ? null : schemaValue(entry.value),
      );
    case "CONFIG": {
      const named = subject === null ? {} : { subject };
      return text({ keytype, subject, magic: 0 }, entry.value && { ...named, ...entry.value });
    }
    case "MODE": {
      const named = subject === null ? {} : { subject };
      return text({ keytype, subject, magic: 0 }, entry.value && { ...named, mode: entry.value });
    }
    case "DELETE_SUBJECT":
      return text(
        { keytype, subject, magic: 0 },
        entry.value === null ? null : { subject, version: entry.value },
      );
    case "CLEAR_SUBJECT":
      return text({ keytype, subject, magic: 0 }, { subject });
  }
}

function text(key: unknown, value: unknown): LogText {
  return { key: JSON.stringify(key), value: value === null ? null : JSON.stringify(value) };
}

/** Avro's type and empty references go without saying, as in Confluent's records. */
function schemaValue({ schemaType, references, schema, deleted, ...place }: StoredSchema) {
  return {
    ...place,
    ...(schemaType === "AVRO" ? {} : { schemaType }),
    ...(references.length === 0 ? {} : { references }),
    schema,
    deleted,
  };
}

type Json = Record<string, unknown>;

/**
 * Reads key and value; `undefined` for what means nothing to the state of a registry: NOOP, kinds
 * of records that are not known here, and what is no record of a registry at all.
 */
export function decodeEntry({ key, value }: LogText): LogEntry | undefined {
  const at = parseObject(key);
  const what = value === null ? null : parseObject(value);
  if (at === undefined || what === undefined) return undefined;
  const subject = typeof at.subject === "string" ? at.subject : null;
  switch (at.keytype) {
    case "SCHEMA":
      return subject === null ? undefined : schemaEntry(subject, at.version, what);
    case "CONFIG":
      return configEntry(subject, what);
    case "MODE": {
      if (what === null) return { keytype: "MODE", subject, value: null };
      const mode = MODES.find((known) => known === what.mode);
      return mode && { keytype: "MODE", subject, value: mode };
    }
    case "DELETE_SUBJECT":
      if (subject === null || (what !== null && !isVersion(what.version))) return undefined;
      return {
        keytype: "DELETE_SUBJECT",
        subject,
        value: what === null ? null : what.version as number,
      };
    case "CLEAR_SUBJECT":
      return what === null ? undefined : { keytype: "CLEAR_SUBJECT", subject };
    default:
      return undefined;
  }
}

function schemaEntry(subject: string, version: unknown, what: Json | null): LogEntry | undefined {
  if (!isVersion(version)) return undefined;
  if (what === null) return { keytype: "SCHEMA", subject, version, value: null };
  const { id, schema, schemaType = "AVRO", references = [], deleted = false } = what;
  if (!Number.isSafeInteger(id) || typeof schema !== "string") return undefined;
  if (schemaType !== "AVRO" && schemaType !== "JSON") return undefined;
  const value: StoredSchema = {
    subject,
    version,
    id: id as number,
    schemaType,
    references: Array.isArray(references) ? references as SchemaReference[] : [],
    schema,
    deleted: deleted === true,
  };
  return { keytype: "SCHEMA", subject, version, value };
}

function configEntry(subject: string | null, what: Json | null): LogEntry | undefined {
  if (what === null) return { keytype: "CONFIG", subject, value: null };
  const level = COMPATIBILITY_LEVELS.find((known) => known === what.compatibilityLevel);
  if (level === undefined) return undefined;
  const normalize = typeof what.normalize === "boolean" ? { normalize: what.normalize } : {};
  return { keytype: "CONFIG", subject, value: { compatibilityLevel: level, ...normalize } };
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parseObject(text: string): Json | undefined {
  try {
    const parsed = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? parsed
      : undefined;
  } catch {
    return undefined;
  }
}
