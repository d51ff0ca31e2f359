import { refused, RegistryError } from "./errors.ts";
import type { StoredSchema } from "./log_records.ts";
import { judge } from "./register.ts";
import { schemaRequest } from "./request_body.ts";
import { type Call, isSet, type Route, subjectOf, versionOf } from "./route.ts";
import { contentOf } from "./schema_text.ts";

const INVALID_SCHEMA = 42201;

/** Paths below `/compatibility`. */
export const COMPATIBILITY_ROUTES: readonly Route[] = [
  { method: "POST", path: "/compatibility/subjects/*/versions", answer: withAll },
  { method: "POST", path: "/compatibility/subjects/*/versions/*", answer: withOne },
];

function withAll(call: Call) {
  const subject = subjectOf(call.params[0]!);
  return compare(call, subject, call.state.versions(subject, "live"));
}

function withOne(call: Call) {
  const subject = subjectOf(call.params[0]!);
  const version = versionOf(call.params[1]!);
  const stored = call.state.version(subject, version, "live");
  if (stored === undefined && version !== "latest") throw refused.versionNotFound(version);
  return compare(call, subject, stored === undefined ? [] : [stored]);
}

async function compare(call: Call, subject: string, previous: readonly StoredSchema[]) {
  const { state, query, body } = call;
  const request = schemaRequest(await body());
  const verbose = isSet(query, "verbose");
  const normalize = isSet(query, "normalize") || state.configInForce(subject).normalize === true;
  try {
    const content = contentOf(state, request, { normalize });
    const { compatible, messages } = judge(state, subject, content, previous);
    return { is_compatible: compatible, ...(verbose ? { messages } : {}) };
  } catch (error) {
    const isInvalid = error instanceof RegistryError && error.errorCode === INVALID_SCHEMA;
    if (!isInvalid || !verbose) throw error;
    return { is_compatible: false, messages: [error.message] };
  }
}
