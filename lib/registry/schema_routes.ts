import { refused } from "./errors.ts";
import type { StoredSchema } from "./log_records.ts";
import { type Call, countOf, isSet, RawText, type Route, wholeNumber } from "./route.ts";
import { prefixOf, scopeOf, shown } from "./subject_routes.ts";

const NO_LIMIT = -1;

/** Paths below `/schemas`. */
export const SCHEMA_ROUTES: readonly Route[] = [
  { method: "GET", path: "/schemas", answer: listSchemas },
  { method: "GET", path: "/schemas/types", answer: () => ["AVRO", "JSON"] },
  { method: "GET", path: "/schemas/ids/*", answer: schemaById },
  {
    method: "GET",
    path: "/schemas/ids/*/schema",
    answer: (call) => new RawText(withId(call)[0]!.schema),
  },
  { method: "GET", path: "/schemas/ids/*/subjects", answer: subjectsOfId },
  { method: "GET", path: "/schemas/ids/*/versions", answer: versionsOfId },
];

function listSchemas({ state, query }: Call) {
  const prefix = prefixOf(query);
  const offset = Math.max(0, countOf(query, "offset", 0));
  const limit = countOf(query, "limit", NO_LIMIT);
  const scope = scopeOf(query);
  const wanted = state.subjects("all")
    .filter((subject) => subject.startsWith(prefix))
    .flatMap((subject) => {
      const versions = state.versions(subject, scope);
      return isSet(query, "latestOnly") ? versions.slice(-1) : versions;
    });
  return wanted.slice(offset, limit < 0 ? undefined : offset + limit).map(shown);
}

function withId({ state, params }: Call): readonly StoredSchema[] {
  const id = wholeNumber(params[0]!);
  const versions = state.byId(id);
  if (versions.length > 0) return versions;
  throw refused.schemaNotFound(id);
}

function schemaById(call: Call) {
  const { schema, schemaType, references } = withId(call)[0]!;
  return {
    ...(schemaType === "AVRO" ? {} : { schemaType }),
    schema,
    ...(references.length === 0 ? {} : { references }),
    ...(isSet(call.query, "fetchMaxId") ? { maxId: call.state.maxId } : {}),
  };
}

function usersOf(call: Call): readonly StoredSchema[] {
  const scope = scopeOf(call.query);
  const wanted = call.query.get("subject") ?? "";
  return withId(call).filter(({ subject, deleted }) =>
    (scope === "all" || deleted === (scope === "deleted")) && (wanted === "" || wanted === subject)
  );
}

function subjectsOfId(call: Call) {
  return [...new Set(usersOf(call).map(({ subject }) => subject))];
}

function versionsOfId(call: Call) {
  return usersOf(call).map(({ subject, version }) => ({ subject, version }));
}
