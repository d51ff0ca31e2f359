import { type Clock, type InconclusiveError, systemClock } from "../core/mod.ts";
import { type Check, type CheckResult, inconclusive, overall, type Verdict } from "./check.ts";
import { type CheckRun, type OpenContext, runCheck, TOO_SLOW } from "./check_run.ts";
import type { LabEntry } from "./lab_entry.ts";
import type { SubjectFailureKind } from "./subject_failure.ts";

/** What grading a task gave. */
export interface Grade {
  /** Whose task it was. */
  readonly lab: LabEntry;
  /** Replays it. */
  readonly seed: string;
  /** The verdict over all checks. */
  readonly verdict: Verdict["verdict"];
  /** The checks in their order. */
  readonly results: readonly CheckResult[];
  /** What the learner's code printed, cut. */
  readonly printed: string;
}

/** How checks are run. */
export interface GradeOptions {
  /** Replays it. */
  readonly seed: string;
  /** Opens a fresh context for a check: names, topics and processes are its own. */
  readonly open: (check: Check) => Promise<OpenContext>;
  /** The same with the reference solution, which tells a broken check from an answer that breaks it. */
  readonly openControl?: (check: Check) => Promise<OpenContext>;
  /** Called after each check. */
  readonly onResult?: (result: CheckResult) => void;
  /** Aborts between checks. */
  readonly signal?: AbortSignal;
  /** Longest time of one check, in milliseconds. @default {60000} */
  readonly checkLimitMs?: number;
  /** Times the checks, which is shown and never graded. @default {systemClock} */
  readonly clock?: Clock;
}

/** After these nothing that is asked of the code can be answered, or only after a long wait. */
const HOPELESS: ReadonlySet<string> = new Set<SubjectFailureKind | typeof TOO_SLOW>([
  "unloadable",
  "missing function",
  "endless loop",
  "promise never settled",
  TOO_SLOW,
]);

/**
 * Runs all checks of a lab, one after another. A failed one does not keep the others from running,
 * unless it shows that the code can't be asked anything at all.
 */
export async function grade(
  lab: LabEntry,
  checks: readonly Check[],
  options: GradeOptions,
): Promise<Grade> {
  const { seed, onResult, signal, clock = systemClock } = options;
  const results: CheckResult[] = [];
  let printed = "";
  let hopeless = false;
  for (const check of checks) {
    signal?.throwIfAborted();
    const startMs = clock.monotonicMs();
    const run: CheckRun = hopeless ? NOT_TRIED : await runCheck(lab, check, options);
    signal?.throwIfAborted();
    if (printed === "") printed = run.printed;
    const { verdict } = run;
    hopeless ||= verdict.verdict === "fail" && HOPELESS.has(verdict.anomaly);
    const tookMs = clock.monotonicMs() - startMs;
    const result = { id: check.id, claim: check.claim, verdict, tookMs };
    results.push(result);
    onResult?.(result);
  }
  const verdict = overall(results.map((result) => result.verdict));
  return { lab, seed, verdict, results, printed };
}

/** The grade of a lab that could not be tried: whose cluster was missing. */
export function untried(
  lab: LabEntry,
  checks: readonly Check[],
  { seed, error }: { readonly seed: string; readonly error: InconclusiveError },
): Grade {
  const verdict = inconclusive(error.message, error.remedy);
  const results = checks.map(({ id, claim }) => ({ id, claim, verdict, tookMs: 0 }));
  return { lab, seed, verdict: "inconclusive", results, printed: "" };
}

/** Why a check is undecided whose code had failed to answer at all before. */
export const NOT_ASKED = "Not tried: your code could not be asked";

const NOT_TRIED: CheckRun = {
  verdict: inconclusive(NOT_ASKED, "Mend what failed above first"),
  printed: "",
};
