import {
  abortable,
  InconclusiveError,
  messageOf,
  withDeadline,
  WorkshopError,
} from "../core/mod.ts";
import { type Check, fail, inconclusive, type Verdict } from "./check.ts";
import type { CheckContext } from "./context.ts";
import { type LabEntry, labId } from "./lab_entry.ts";
import type { Subject } from "./subject.ts";
import { SubjectFailure, type SubjectFailureKind } from "./subject_failure.ts";

/** A context of one check and what was started in it. */
export interface OpenContext extends AsyncDisposable {
  /** What the check is given. */
  readonly context: CheckContext;
  /** The processes of learner code that it has started. */
  readonly subjects: readonly Subject[];
  /** What was made to go wrong in it and did. @default {nothing} */
  readonly fired?: () => readonly string[];
}

/** How a check is run. */
export interface CheckRunOptions {
  /** Opens a fresh context for a check. */
  readonly open: (check: Check) => Promise<OpenContext>;
  /** The same with the reference solution. @default {none: what breaks a check stays undecided} */
  readonly openControl?: (check: Check) => Promise<OpenContext>;
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** Longest time of one check, in milliseconds. @default {60000} */
  readonly checkLimitMs?: number;
}

/** What running a check gave. */
export interface CheckRun {
  /** What it ended with. */
  readonly verdict: Verdict;
  /** What the learner's code printed, cut. */
  readonly printed: string;
}

/** The anomaly of code with which a check comes to no end. */
export const TOO_SLOW = "too slow to be judged";

/** How code fails by a time limit, which a busy machine makes innocent code miss as well. */
const TIMED: ReadonlySet<SubjectFailureKind> = new Set(["endless loop", "promise never settled"]);

const LIMIT_MS = 60_000;
const MOST_FAULTS = 3;
const LONGEST_MESSAGE = 2000;
const LONGEST_FACT = 400;

/**
 * Runs a check in a context of its own. One that breaks is run with the reference solution and then
 * once more: what breaks it with this code alone, and does so again, is this code's doing. A time
 * limit counts only if the reference solution keeps it just after, in half the time of the check:
 * what one run on a busy machine just misses, the next may just keep.
 */
export async function runCheck(
  lab: LabEntry,
  check: Check,
  options: CheckRunOptions,
): Promise<CheckRun> {
  const first = await attempt(lab, check, options);
  const { openControl: open, signal, checkLimitMs = LIMIT_MS } = options;
  const tried = first.timedOut || (first.broken !== undefined && first.asked);
  if (!tried || open === undefined) return first;
  signal?.throwIfAborted();
  const control = await attempt(lab, check, { ...options, open, checkLimitMs: checkLimitMs / 2 });
  const late = isLate(first.broken);
  if (control.verdict.verdict !== "pass") {
    return first.timedOut || late ? { ...first, verdict: TOO_BUSY } : first;
  }
  if (late) return { ...first, verdict: brokenBy(first.broken, lab) };
  if (first.timedOut) return first;
  signal?.throwIfAborted();
  const again = await attempt(lab, check, options);
  if (again.broken === undefined) return again;
  return { ...again, verdict: brokenBy(again.broken, lab) };
}

interface Attempt extends CheckRun {
  /** What was thrown and is neither the learner's failure nor a reason not to decide. */
  readonly broken?: unknown;
  /** Whether learner code ran in it. */
  readonly asked: boolean;
  /** Whether learner code was ended by a time limit. */
  readonly timedOut: boolean;
}

async function attempt(
  lab: LabEntry,
  check: Check,
  options: CheckRunOptions,
): Promise<Attempt> {
  let subjects: readonly Subject[] = [];
  let verdict: Verdict;
  let broken: unknown;
  const failures: SubjectFailure[] = [];
  try {
    await using opened = await options.open(check);
    subjects = opened.subjects;
    const found = await decided(check, opened.context, options);
    verdict = clipped(withFault(found, opened.fired?.() ?? []));
  } catch (error) {
    verdict = verdictOf(error, lab);
    if (error instanceof SubjectFailure) failures.push(error);
    else if (!(error instanceof InconclusiveError)) broken = error;
  }
  const printed = subjects.map((subject) => subject.output).find((output) => output !== "") ?? "";
  // What went wrong after the last answer, or while its clients closed, spoils a pass all the same,
  // and it is why nothing could be decided.
  failures.push(...subjects.flatMap(({ failure }) => failure ?? []));
  const timedOut = failures.some(({ kind }) => TIMED.has(kind));
  const late = failures.find(({ kind }) => kind !== "killed by the harness");
  if (verdict.verdict !== "fail" && late !== undefined) {
    return { verdict: verdictOf(late, lab), printed, asked: true, timedOut };
  }
  return { verdict, printed, asked: subjects.length > 0, timedOut, broken };
}

function decided(
  check: Check,
  context: CheckContext,
  { checkLimitMs: timeoutMs = LIMIT_MS, signal }: CheckRunOptions,
): Promise<Verdict> {
  const run = withDeadline(check.run(context), { what: `check ${check.id}`, timeoutMs });
  return signal === undefined ? run : abortable(run, signal);
}

/** A check that names no fault leaves that to what was noted of those that fired. */
function withFault(verdict: Verdict, fired: readonly string[]): Verdict {
  if (verdict.verdict !== "fail" || verdict.fault !== undefined || fired.length === 0) {
    return verdict;
  }
  const more = fired.length > MOST_FAULTS ? `; ${fired.length - MOST_FAULTS} more` : "";
  return { ...verdict, fault: `${fired.slice(0, MOST_FAULTS).join("; ")}${more}` };
}

/** What learner code returned may be megabytes, and a check may quote it. */
function clipped(verdict: Verdict): Verdict {
  if (verdict.verdict !== "fail") return verdict;
  const evidence = Object.entries(verdict.evidence).map(([name, value]) => [
    name,
    typeof value === "string" ? clip(value, LONGEST_FACT) : value,
  ]);
  return {
    ...verdict,
    happened: clip(verdict.happened, LONGEST_MESSAGE),
    evidence: Object.fromEntries(evidence),
  };
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
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

const TOO_BUSY: Verdict = inconclusive(
  "Your code missed a time limit, and just after that this check did not pass with the reference " +
    "solution in half its time: the machine is too busy to judge",
  "End what else computes here, then try again; if it stays, run deno task doctor",
);

function isLate(error: unknown): boolean {
  return error instanceof WorkshopError && error.code === "DEADLINE_EXCEEDED";
}

function brokenBy(error: unknown, lab: LabEntry): Verdict {
  const late = isLate(error);
  const what = late ? "came to no end" : "could not work with what your code gave it";
  return fail({
    happened: `The check ${what}: ${messageOf(error)}. With the reference solution and the same ` +
      `data it can be carried out. Look whether your code ${
        late ? "waits or loops" : "returns what its docstring says, in each case"
      }`,
    anomaly: late ? TOO_SLOW : "unusable answer",
    evidence: { task: `tasks/${labId(lab)}.ts` },
  });
}
