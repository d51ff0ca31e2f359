import { COMPATIBILITY_LEVELS } from "../schemas/mod.ts";
import { refused } from "./errors.ts";
import { type LogEntry, type Mode, MODES, type SubjectConfig } from "./log_records.ts";
import type { Change } from "./log_writer.ts";
import type { RegistryState } from "./state.ts";

/** What a request wants of compatibility; what it leaves out stays as it is. */
export interface ConfigUpdate {
  readonly compatibility?: string | undefined;
  readonly normalize?: boolean | undefined;
}

/** Sets what a subject demands of new versions, or with null what all do. */
export function setConfig(
  state: RegistryState,
  subject: string | null,
  { compatibility, normalize }: ConfigUpdate,
): Change<void> {
  const before = state.configInForce(subject);
  const level = compatibility === undefined
    ? before.compatibilityLevel
    : COMPATIBILITY_LEVELS.find((known) => known === compatibility.toUpperCase());
  if (level === undefined) throw refused.invalidLevel();
  const kept = normalize ?? state.config(subject)?.normalize;
  const value: SubjectConfig = {
    compatibilityLevel: level,
    ...(kept === undefined ? {} : { normalize: kept }),
  };
  return { entries: [{ keytype: "CONFIG", subject, value }], result: undefined };
}

/** Takes back what was set; the answer is what it was. */
export function deleteConfig(
  state: RegistryState,
  subject: string | null,
): Change<SubjectConfig> {
  const before = state.config(subject);
  if (before === undefined) throw refused.subjectNotFound(subject!);
  return { entries: [{ keytype: "CONFIG", subject, value: null }], result: before };
}

/** Sets the mode of a subject, or with null of all. */
export function setMode(
  state: RegistryState,
  subject: string | null,
  { mode, force }: { readonly mode: string; readonly force: boolean },
): Change<void> {
  const value = MODES.find((known): known is Mode => known === mode.toUpperCase());
  if (value === undefined) throw refused.invalidMode();
  const entries: LogEntry[] = [];
  if (value === "IMPORT" && state.modeInForce(subject) !== "IMPORT" && !force) {
    const isTaken = subject === null
      ? state.subjects("live").length > 0
      : state.has(subject, "live");
    if (isTaken) throw refused.notPermitted("Cannot import since found existing subjects");
    entries.push({ keytype: "CLEAR_SUBJECT", subject });
  }
  entries.push({ keytype: "MODE", subject, value });
  return { entries, result: undefined };
}

/** Takes a mode back; the answer is what it was. */
export function deleteMode(state: RegistryState, subject: string | null): Change<Mode> {
  const before = state.mode(subject);
  if (before === undefined) throw refused.subjectNotFound(subject!);
  return { entries: [{ keytype: "MODE", subject, value: null }], result: before };
}
