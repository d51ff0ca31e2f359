import { refused } from "./errors.ts";
import type { StoredSchema } from "./log_records.ts";
import { findRegistered, latestLike, register } from "./register.ts";
import { removeSubject, removeVersion } from "./remove.ts";
import { schemaRequest } from "./request_body.ts";
import { type Call, isSet, RawText, type Route, subjectOf, versionOf } from "./route.ts";
import { contentOf } from "./schema_text.ts";
import type { Scope } from "./state.ts";

/** Paths below `/subjects`. */
export const SUBJECT_ROUTES: readonly Route[] = [
  { method: "GET", path: "/subjects", answer: listSubjects },
  { method: "POST", path: "/subjects/*", answer: lookUp },
  { method: "DELETE", path: "/subjects/*", answer: deleteSubject },
  { method: "GET", path: "/subjects/*/versions", answer: listVersions },
  { method: "POST", path: "/subjects/*/versions", answer: registerSchema },
  { method: "GET", path: "/subjects/*/versions/*", answer: (call) => shown(storedOf(call)) },
  { method: "DELETE", path: "/subjects/*/versions/*", answer: deleteVersion },
  {
    method: "GET",
    path: "/subjects/*/versions/*/schema",
    answer: (call) => new RawText(storedOf(call).schema),
  },
  { method: "GET", path: "/subjects/*/versions/*/referencedby", answer: referencedBy },
];

/** A version as the API shows it. */
export function shown({ deleted: _, schemaType, references, ...stored }: StoredSchema) {
  return {
    ...stored,
    ...(schemaType === "AVRO" ? {} : { schemaType }),
    ...(references.length === 0 ? {} : { references }),
  };
}

/** Which versions a query asks for. */
export function scopeOf(query: URLSearchParams): Scope {
  if (isSet(query, "deletedOnly")) return "deleted";
  return isSet(query, "deleted") ? "all" : "live";
}

/** The prefix of subjects that a query asks for; `:*:` stands for all contexts. */
export function prefixOf(query: URLSearchParams): string {
  return (query.get("subjectPrefix") ?? "").replace(/^:(\*|\.):/, "");
}

function listSubjects({ state, query }: Call) {
  const prefix = prefixOf(query);
  return state.subjects(scopeOf(query)).filter((subject) => subject.startsWith(prefix));
}

async function lookUp({ state, params, query, body }: Call) {
  const subject = subjectOf(params[0]!);
  const request = schemaRequest(await body());
  const normalize = isSet(query, "normalize") || state.configInForce(subject).normalize === true;
  const content = contentOf(state, request, { normalize, checkDefaults: false });
  const scope = isSet(query, "deleted") ? "all" : "live";
  const found = latestLike(state, subject, content, scope);
  if (found !== undefined) return shown(found);
  throw state.has(subject, scope) ? refused.schemaNotFound() : refused.subjectNotFound(subject);
}

async function registerSchema({ state, change, params, query, body }: Call) {
  const subject = subjectOf(params[0]!);
  const request = schemaRequest(await body());
  const wanted = { ...request, subject, normalize: isSet(query, "normalize") };
  const there = findRegistered(state, wanted);
  const { id } = there ?? await change((newest) => register(newest, wanted));
  return { id };
}

function listVersions({ state, params, query }: Call) {
  const subject = subjectOf(params[0]!);
  const scope = scopeOf(query);
  if (!state.has(subject, scope === "live" ? "live" : "all")) {
    throw refused.subjectNotFound(subject);
  }
  return state.versions(subject, scope).map(({ version }) => version);
}

function storedOf({ state, params, query }: Call): StoredSchema {
  const subject = subjectOf(params[0]!);
  const version = versionOf(params[1]!);
  const scope = isSet(query, "deleted") ? "all" : "live";
  const stored = state.version(subject, version, scope);
  if (stored !== undefined) return stored;
  if (!state.has(subject, scope)) throw refused.subjectNotFound(subject);
  throw refused.versionNotFound(version === "latest" ? -1 : version);
}

function referencedBy({ query, ...call }: Call) {
  const all = new URLSearchParams([...query, ["deleted", "true"]]);
  const stored = storedOf({ ...call, query: all });
  return [...new Set(call.state.referencing(stored).map(({ id }) => id))].toSorted((a, b) => a - b);
}

function deleteSubject({ change, params, query }: Call) {
  const subject = subjectOf(params[0]!);
  const permanent = isSet(query, "permanent");
  return change((state) => removeSubject(state, { subject, permanent }));
}

function deleteVersion({ change, params, query }: Call) {
  const subject = subjectOf(params[0]!);
  const version = versionOf(params[1]!);
  const permanent = isSet(query, "permanent");
  return change((state) => removeVersion(state, { subject, permanent, version }));
}
