import {
  abortable,
  type Clock,
  InconclusiveError,
  messageOf,
  systemClock,
  withDeadline,
} from "../core/mod.ts";
import {
  type Check,
  type CheckResult,
  fail,
  inconclusive,
  overall,
  type Verdict,
} from "./check.ts";
import type { CheckContext } from "./context.ts";
import { type LabEntry, labId } from "./lab_entry.ts";
import type { Subject } from "./subject.ts";
import { SubjectFailure, type SubjectFailureKind } from "./subject_failure.ts";

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

/** A context of one check and what was started in it. */
export interface OpenContext extends AsyncDisposable {
  /** What the check is given. */
  readonly context: CheckContext;
  /** The processes of learner code that it has started. */
  readonly subjects: readonly Subject[];
}

/** How checks are run. */
export interface GradeOptions {
  /** Replays it. */
  readonly seed: string;
  /** Opens a fresh context for a check: names, topics and processes are its own. */
  readonly open: (check: Check) => Promise<OpenContext>;
  /** Called after each check. */
  readonly onResult?: (result: CheckResult) => void;
  /** Aborts between checks. */
  readonly signal?: AbortSignal;
  /** Longest time of one check, in milliseconds. @default {60000} */
  readonly checkLimitMs?: number;
  /** Times the checks, which is shown and never graded. @default {systemClock} */
  readonly clock?: Clock;
}

const LIMIT_MS = 60_000;

/** After these nothing that is asked of the code can be answered, or only after a long wait. */
const HOPELESS: ReadonlySet<string> = new Set<SubjectFailureKind>([
  "unloadable",
  "missing function",
  "endless loop",
  "promise never settled",
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

/** What running a check gave. */
interface CheckRun {
  readonly verdict: Verdict;
  readonly printed: string;
}

const NOT_TRIED: CheckRun = {
  verdict: inconclusive("Not tried: your code could not be asked", "Mend what failed above first"),
  printed: "",
};

async function runCheck(
  lab: LabEntry,
  check: Check,
  options: GradeOptions,
): Promise<CheckRun> {
  let subjects: readonly Subject[] = [];
  let verdict: Verdict;
  try {
    await using opened = await options.open(check);
    subjects = opened.subjects;
    verdict = await decided(check, opened.context, options);
  } catch (error) {
    verdict = verdictOf(error, lab);
  }
  // What went wrong after the last answer, or while its clients closed, spoils a pass all the same.
  const late = subjects.map((subject) => subject.failure)
    .find((failure) => failure !== undefined && failure.kind !== "killed by the harness");
  if (verdict.verdict === "pass" && late !== undefined) verdict = verdictOf(late, lab);
  return { verdict, printed: printedBy(subjects) };
}

function decided(
  check: Check,
  context: CheckContext,
  { checkLimitMs: timeoutMs = LIMIT_MS, signal }: GradeOptions,
): Promise<Verdict> {
  const run = withDeadline(check.run(context), { what: `check ${check.id}`, timeoutMs });
  return signal === undefined ? run : abortable(run, signal);
}

function printedBy(subjects: readonly Subject[]): string {
  return subjects.map((subject) => subject.output).find((output) => output !== "") ?? "";
}

/** Learner code that misbehaves has failed; anything else that is thrown is not the learner's. */
function verdictOf(error: unknown, lab: LabEntry): Verdict {
  if (error instanceof SubjectFailure) {
    return fail({
      happened: error.message,
      anomaly: error.kind,
      evidence: { task: error.at ?? `tasks/${labId(lab)}.ts` },
    });
  }
  if (error instanceof InconclusiveError) return inconclusive(error.message, error.remedy);
  return inconclusive(
    `The check could not be carried out: ${messageOf(error)}`,
    "Run deno task doctor, then try again; if it stays, the workshop is at fault, not your code",
  );
}
