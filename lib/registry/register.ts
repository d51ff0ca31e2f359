import { checkCompatibility, type CompatibilityVerdict } from "../schemas/mod.ts";
import { refused } from "./errors.ts";
import type { LogEntry, StoredSchema } from "./log_records.ts";
import type { Change } from "./log_writer.ts";
import { contentOf, type GivenSchema, textOf } from "./schema_text.ts";
import { type RegistryState, sameContent, type SchemaContent } from "./state.ts";

/** A schema to be registered. */
export interface Registration extends GivenSchema {
  readonly subject: string;
  /** Only in mode IMPORT: the id it shall have. @default {the next} */
  readonly id?: number | undefined;
  /** The version it shall have; 0 and −1 mean the next. @default {the next} */
  readonly version?: number | undefined;
  readonly normalize: boolean;
}

/** A registered version, whether this call made it or it was there. */
export type Registered = Pick<StoredSchema, "id" | "version">;

/** What is there already needs no write. */
export function findRegistered(
  state: RegistryState,
  wanted: Registration,
): Registered | undefined {
  if (wanted.id !== undefined || (wanted.version ?? 0) > 0) return undefined;
  return latestLike(state, wanted.subject, contentOfNew(state, wanted));
}

/** Decides on a registration: what it writes, and which id and version it gets. */
export function register(state: RegistryState, wanted: Registration): Change<Registered> {
  const { subject } = wanted;
  demandMode(state, wanted);
  const content = contentOfNew(state, wanted);
  const there = thereAlready(state, wanted, content);
  if (there !== undefined) return { entries: [], result: there };
  const isImport = state.modeInForce(subject) === "IMPORT";
  if (!isImport) {
    const { compatible, messages } = judge(state, subject, content);
    if (!compatible) throw refused.incompatible(subject, messages);
  }
  const version = versionOfNew(state, wanted, isImport);
  const id = idOfNew(state, wanted, content);
  const stored: StoredSchema = { subject, version, id, ...content, deleted: false };
  return { entries: [...replaced(state, stored), entryOf(stored)], result: { id, version } };
}

/** Whether a schema may follow the live versions of a subject. */
export function judge(
  state: RegistryState,
  subject: string,
  content: SchemaContent,
  previous: readonly StoredSchema[] = state.versions(subject, "live"),
): CompatibilityVerdict {
  const { compatibilityLevel } = state.configInForce(subject);
  const earlier = previous.map((stored) => ({ ...textOf(state, stored), version: stored.version }));
  return checkCompatibility(textOf(state, content), earlier, compatibilityLevel);
}

/** The newest version of a subject with this content. */
export function latestLike(
  state: RegistryState,
  subject: string,
  content: SchemaContent,
  scope: "live" | "all" = "live",
): StoredSchema | undefined {
  return state.versions(subject, scope).findLast((stored) => sameContent(stored, content));
}

function contentOfNew(state: RegistryState, wanted: Registration): SchemaContent {
  const { normalize = false } = state.configInForce(wanted.subject);
  return contentOf(state, wanted, {
    normalize: wanted.normalize || normalize,
    checkDefaults: wanted.id === undefined,
  });
}

function demandMode(state: RegistryState, { subject, id }: Registration): void {
  const mode = state.modeInForce(subject);
  if (mode === "READONLY") throw refused.notPermitted(`Subject ${subject} is in read-only mode`);
  if (id !== undefined && mode !== "IMPORT") {
    throw refused.notPermitted(`Subject ${subject} is not in import mode`);
  }
  if (id === undefined && mode !== "READWRITE") {
    throw refused.notPermitted(`Subject ${subject} is not in read-write mode`);
  }
}

function thereAlready(
  state: RegistryState,
  { subject, id, version = 0 }: Registration,
  content: SchemaContent,
): Registered | undefined {
  const there = version > 0
    ? state.version(subject, version, "live")
    : latestLike(state, subject, content);
  if (there === undefined || !sameContent(there, content)) return undefined;
  return id === undefined || id === there.id ? there : undefined;
}

function versionOfNew(state: RegistryState, wanted: Registration, isImport: boolean): number {
  const last = state.versions(wanted.subject, "all").at(-1)?.version ?? 0;
  const { version = 0 } = wanted;
  if (version <= 0) return last + 1;
  if (!isImport && version !== last + 1) {
    throw refused.invalidSchema("Version is not one more than previous version");
  }
  return version;
}

function idOfNew(state: RegistryState, wanted: Registration, content: SchemaContent): number {
  if (wanted.id === undefined) return state.idOf(content) ?? state.maxId + 1;
  const [other] = state.byId(wanted.id);
  if (other === undefined || sameContent(other, content)) return wanted.id;
  throw refused.notPermitted(`Overwrite new schema with id ${wanted.id} is not permitted`);
}

/** An older, softly deleted version of the same schema gives way to the new one. */
function replaced(state: RegistryState, stored: StoredSchema): readonly LogEntry[] {
  const { subject, id, version } = stored;
  return state.versions(subject, "deleted")
    .filter((old) => old.id === id && old.version < version)
    .map((old) => ({ keytype: "SCHEMA", subject, version: old.version, value: null }));
}

function entryOf(stored: StoredSchema): LogEntry {
  return {
    keytype: "SCHEMA",
    subject: stored.subject,
    version: stored.version,
    value: stored,
  };
}
