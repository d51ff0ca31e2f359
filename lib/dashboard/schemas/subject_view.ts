import {
  avroDifferences,
  permittedLevels,
  type RegisteredSchema,
  type RegistryClient,
  RegistryError,
  type RegistrySchema,
} from "../../schemas/mod.ts";
import { RequestError } from "../routing.ts";
import { type DiffLine, lineDiff } from "./line_diff.ts";
import { prettyJson } from "./pretty_json.ts";

/** A subject in the list. */
export interface SubjectSummary {
  /** The subject's name. */
  readonly subject: string;
  /** How many versions it has. */
  readonly versions: number;
  /** The newest one's number. */
  readonly newest: number;
  /** The newest one's id. */
  readonly id: number;
  /** Its language. */
  readonly schemaType: string;
  /** The level of compatibility that holds for it. */
  readonly level: string;
}

/** A page of the list of subjects. */
export interface SubjectList {
  /** Where the registry is. */
  readonly registry: string;
  /** The level of subjects that have none of their own. */
  readonly level: string;
  /** How many subjects there are. */
  readonly total: number;
  /** How many of them were asked for. */
  readonly matching: number;
  /** Which page this is, from 1. */
  readonly page: number;
  /** How many pages there are. */
  readonly pages: number;
  /** The subjects of this page. */
  readonly subjects: readonly SubjectSummary[];
}

/** One version of a subject. */
export interface SchemaVersionView {
  /** The subject's name. */
  readonly subject: string;
  /** The version's number. */
  readonly version: number;
  /** The schema's id. */
  readonly id: number;
  /** Its language. */
  readonly schemaType: string;
  /** Its text over several lines. */
  readonly text: string;
  /** Subjects and versions that it uses. */
  readonly references: readonly { readonly subject: string; readonly version: number }[];
}

/** A subject with the version that is looked at. */
export interface SubjectDetail {
  /** Where the registry is. */
  readonly registry: string;
  /** The subject's name. */
  readonly subject: string;
  /** The level of compatibility that holds for it. */
  readonly level: string;
  /** Numbers of its versions. */
  readonly versions: readonly number[];
  /** The version that was asked for, else the newest. */
  readonly shown: SchemaVersionView;
  /** The topic that its name tells; `null` when it tells none. */
  readonly topic: string | null;
}

/** What differs from one schema to another. */
export interface SchemaDiff {
  /** Field by field; `null` where a schema is no Avro, or uses others. */
  readonly changes: readonly string[] | null;
  /** Line by line. */
  readonly lines: readonly DiffLine[];
  /** Levels that permit the step; `null` for Protobuf, and where a schema uses others. */
  readonly permitted: readonly string[] | null;
}

export const SUBJECTS_A_PAGE = 50;
const ASKED_AT_ONCE = 8;

/** A page of the subjects whose name has `search` in it, in any case. */
export async function subjectListOf(
  registry: RegistryClient,
  { search, page: wanted }: { readonly search: string; readonly page: number },
): Promise<SubjectList> {
  const all = await registry.subjects();
  const found = all.filter((name) => name.toLowerCase().includes(search.toLowerCase()))
    .sort();
  const pages = Math.max(1, Math.ceil(found.length / SUBJECTS_A_PAGE));
  const page = Math.min(pages, wanted);
  const names = found.slice((page - 1) * SUBJECTS_A_PAGE, page * SUBJECTS_A_PAGE);
  const subjects: SubjectSummary[] = [];
  for (let at = 0; at < names.length; at += ASKED_AT_ONCE) {
    const some = await Promise.all(
      names.slice(at, at + ASKED_AT_ONCE).map((name) => summaryOf(registry, name)),
    );
    subjects.push(...some.filter((subject) => subject !== undefined));
  }
  return {
    registry: registry.url,
    level: await registry.level(),
    total: all.length,
    matching: found.length,
    page,
    pages,
    subjects,
  };
}

/** `undefined` when it was deleted between the listing and the question. */
async function summaryOf(
  registry: RegistryClient,
  subject: string,
): Promise<SubjectSummary | undefined> {
  try {
    const [versions, newest, level] = await Promise.all([
      registry.versions(subject),
      registry.version(subject, "latest"),
      registry.level(subject),
    ]);
    const { version, id, schemaType = "AVRO" } = newest;
    return { subject, versions: versions.length, newest: version, id, schemaType, level };
  } catch (error) {
    if (isUnknown(error)) return undefined;
    throw error;
  }
}

/** A subject and one of its versions, the newest when none is named. */
export async function subjectDetailOf(
  registry: RegistryClient,
  subject: string,
  version: number | "latest",
): Promise<SubjectDetail> {
  const [versions, shown, level] = await Promise.all([
    registry.versions(subject),
    registry.version(subject, version),
    registry.level(subject),
  ]);
  return {
    registry: registry.url,
    subject,
    level,
    versions: [...versions].sort((a, b) => a - b),
    shown: viewOf(shown),
    topic: topicOf(subject),
  };
}

function viewOf(schema: RegisteredSchema): SchemaVersionView {
  const { subject, version, id, schemaType = "AVRO", references = [] } = schema;
  return {
    subject,
    version,
    id,
    schemaType,
    text: prettyJson(schema.schema),
    references: references.map(({ subject, version }) => ({ subject, version })),
  };
}

/** What differs between two schemas. */
export function schemaDiff(from: RegistrySchema, to: RegistrySchema): SchemaDiff {
  const lines = lineDiff(prettyJson(from.schema), prettyJson(to.schema));
  const [before, after] = [alone(from), alone(to)];
  if (before === undefined || after === undefined) return { changes: null, lines, permitted: null };
  const areAvro = before.schemaType === "AVRO" && after.schemaType === "AVRO";
  try {
    return {
      changes: areAvro ? avroDifferences(JSON.parse(from.schema), JSON.parse(to.schema)) : null,
      lines,
      permitted: permittedLevels(before, after),
    };
  } catch {
    // A registry of other people's may keep what no parser of ours takes.
    return { changes: null, lines, permitted: null };
  }
}

/** A schema that can be judged without others. */
function alone({ schema, schemaType = "AVRO", references = [] }: RegistrySchema) {
  if (references.length > 0 || (schemaType !== "AVRO" && schemaType !== "JSON")) return undefined;
  return { schema, schemaType } as const;
}

/** The topic that a subject is named after, by the usual way of naming them. */
export function topicOf(subject: string): string | null {
  return /^(.+)-(?:key|value)$/.exec(subject)?.[1] ?? null;
}

/** Tells what is not there, and what does not fit, apart from other refusals. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof RegistryError)) return error;
  if (isUnknown(error)) return new RequestError(404, error.message, { cause: error });
  if (error.httpStatus === 409) return new RequestError(409, error.message, { cause: error });
  return error;
}

/** Whether a registry says that there is no such subject or version. */
export function isUnknown(error: unknown): boolean {
  return error instanceof RegistryError && error.httpStatus === 404 && !error.outage;
}
