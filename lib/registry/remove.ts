import { refused } from "./errors.ts";
import type { LogEntry } from "./log_records.ts";
import type { Change } from "./log_writer.ts";
import type { RegistryState } from "./state.ts";

/** What is to be deleted and how. */
export interface Removal {
  readonly subject: string;
  /** Softly deleted ones are hidden and can be decoded with; these are gone. */
  readonly permanent: boolean;
}

/** Deletes a subject: all its versions, which are the answer. */
export function removeSubject(
  state: RegistryState,
  { subject, permanent }: Removal,
): Change<readonly number[]> {
  if (!state.has(subject, "all")) throw refused.subjectNotFound(subject);
  const isLive = state.has(subject, "live");
  if (!permanent && !isLive) throw refused.subjectSoftDeleted(subject);
  demandWritable(state, subject);
  const doomed = state.versions(subject, permanent ? "all" : "live");
  for (const { version } of doomed) demandUnreferenced(state, { subject, version });
  if (permanent && isLive) throw refused.subjectNotSoftDeleted(subject);
  const result = doomed.map(({ version }) => version);
  if (!permanent) {
    return { entries: [{ keytype: "DELETE_SUBJECT", subject, value: result.at(-1)! }], result };
  }
  const gone = result.map((version): LogEntry => ({
    keytype: "SCHEMA",
    subject,
    version,
    value: null,
  }));
  return { entries: [...gone, ...settingsOf(state, subject)], result };
}

/** Deletes one version; the answer is its number. */
export function removeVersion(
  state: RegistryState,
  { subject, permanent, version }: Removal & { readonly version: number | "latest" },
): Change<number> {
  const stored = state.version(subject, version, "all");
  if (stored === undefined) {
    if (!state.has(subject, "all")) throw refused.subjectNotFound(subject);
    throw refused.versionNotFound(version === "latest" ? -1 : version);
  }
  const number = stored.version;
  if (!permanent && stored.deleted) throw refused.versionSoftDeleted(subject, number);
  demandWritable(state, subject);
  demandUnreferenced(state, stored);
  if (permanent && !stored.deleted) throw refused.versionNotSoftDeleted(subject, number);
  if (!permanent) {
    const value = { ...stored, deleted: true };
    return { entries: [{ keytype: "SCHEMA", subject, version: number, value }], result: number };
  }
  const isLast = state.versions(subject, "all").length === 1;
  return {
    entries: [
      { keytype: "SCHEMA", subject, version: number, value: null },
      ...(isLast ? settingsOf(state, subject) : []),
    ],
    result: number,
  };
}

function demandWritable(state: RegistryState, subject: string): void {
  if (state.modeInForce(subject) !== "READONLY") return;
  throw refused.notPermitted(`Subject ${subject} is in read-only mode`);
}

function demandUnreferenced(
  state: RegistryState,
  place: { readonly subject: string; readonly version: number },
): void {
  if (state.referencing(place).length === 0) return;
  throw refused.referenceExists(place.subject, place.version);
}

/** A subject that is gone leaves no settings behind. */
function settingsOf(state: RegistryState, subject: string): readonly LogEntry[] {
  return [
    ...(state.mode(subject) === undefined
      ? []
      : [{ keytype: "MODE", subject, value: null } as const]),
    ...(state.config(subject) === undefined
      ? []
      : [{ keytype: "CONFIG", subject, value: null } as const]),
  ];
}
