import { messageOf } from "../core/mod.ts";
import type { CheckResult, Verdict } from "./check.ts";
import type { Grade } from "./grader.ts";
import type { LabFiles, Mutant } from "./lab_files.ts";
import { textProblems } from "./lab_texts.ts";
import type { Workbench } from "./workbench.ts";

/** One thing that must hold of a lab for it to be worth passing. */
export interface LabFinding {
  /** The lab's number. */
  readonly lab: string;
  /** What was tried: `stub`, `solution`, `mutant no_mask`, `texts`. */
  readonly what: string;
  /** Whether it holds. */
  readonly holds: boolean;
  /** What was seen: the message of the check that caught it, or what is wrong. */
  readonly says: string;
  /** The check that caught it, if one did. */
  readonly check?: string;
  /** What the learner would have been shown, with the seed that shows it again. */
  readonly shown?: { readonly result: CheckResult; readonly seed: string };
}

/** How many wrong solutions a lab must have at least. */
export const LEAST_MUTANTS = 3;
const LEAST_MESSAGE = 40;

/** A finding without what it is about. */
type Found = Omit<LabFinding, "lab" | "what">;

/** How thoroughly a lab is checked. */
export interface LabCheckOptions {
  /** How many mutants to try. @default {all} */
  readonly mutants?: number;
  /** Replays everything with this data. @default {fresh data each time} */
  readonly seed?: string;
  /** Called as soon as something is known. */
  readonly onFinding?: (finding: LabFinding) => void;
}

/** Proves a lab: its stub fails and teaches, its solution passes, its mutants die as they should. */
export async function checkLab(
  bench: Workbench,
  files: LabFiles,
  options: LabCheckOptions = {},
): Promise<LabFinding[]> {
  const findings: LabFinding[] = [];
  const find = (what: string, found: Found) => {
    const finding = { lab: files.lab.number, what, ...found };
    findings.push(finding);
    options.onFinding?.(finding);
  };
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  find("texts", await checkTexts(files));
  const solution = await bench.grade(files, { ...seed, task: files.solution });
  find("solution", passes(solution.results));
  const stub = await bench.grade(files, { ...seed, task: files.stub });
  find("stub", teaches(stub));
  const mutants = await files.mutants();
  for (const mutant of mutants.slice(0, options.mutants)) {
    const only = [mutant.caughtBy];
    const grade = await bench.grade(files, { ...seed, task: mutant.url, only });
    find(`mutant ${mutant.name}`, dies(mutant, grade));
  }
  return findings;
}

async function checkTexts(files: LabFiles): Promise<Found> {
  try {
    await files.readTask();
    const { checks } = await files.checks();
    const mutants = await files.mutants();
    const problems = [
      ...await textProblems(files),
      new Set(checks.map((check) => check.id)).size < checks.length && "two checks share an id",
      checks.some((check) => check.claim.endsWith(".")) && "a claim ends with a full stop",
      mutants.length < LEAST_MUTANTS && `there are ${mutants.length} mutants of ${LEAST_MUTANTS}`,
      typeof (await files.experiment()).run !== "function" && "lab.ts exports no run()",
    ].filter((problem) => problem !== false);
    if (problems.length > 0) return { holds: false, says: problems.join("; ") };
    return { holds: true, says: `${checks.length} checks, ${mutants.length} mutants, 3 hints` };
  } catch (error) {
    return { holds: false, says: messageOf(error) };
  }
}

function passes(results: readonly CheckResult[]): Found {
  const open = results.find((result) => result.verdict.verdict !== "pass");
  if (open === undefined) return { holds: true, says: `all ${results.length} claims hold` };
  return { holds: false, check: open.id, says: messageIn(open) };
}

function teaches({ results, seed }: Grade): Found {
  const undecided = results.find((result) => result.verdict.verdict === "inconclusive");
  if (undecided !== undefined) {
    return { holds: false, check: undecided.id, says: messageIn(undecided) };
  }
  const failed = results.find((result) => result.verdict.verdict === "fail");
  if (failed === undefined) return { holds: false, says: "the stub passes" };
  const problem = formProblem(failed.verdict);
  return {
    holds: problem === undefined,
    check: failed.id,
    says: problem ?? messageIn(failed),
    shown: { result: failed, seed },
  };
}

function dies(mutant: Mutant, { results, seed }: Grade): Found {
  const result = results[0];
  if (result === undefined) return { holds: false, says: `there is no check ${mutant.caughtBy}` };
  const check = mutant.caughtBy;
  const says = messageIn(result);
  if (result.verdict.verdict === "pass") return { holds: false, check, says: "it survives" };
  if (result.verdict.verdict === "inconclusive") return { holds: false, check, says };
  const problem = says.includes(mutant.says)
    ? formProblem(result.verdict)
    : `the message lacks "${mutant.says}": ${says}`;
  return { holds: problem === undefined, check, says: problem ?? says, shown: { result, seed } };
}

/** What a failure's message lacks to be of use to somebody who is stuck. */
export function formProblem(verdict: Verdict): string | undefined {
  if (verdict.verdict !== "fail") return undefined;
  const { happened, anomaly, evidence } = verdict;
  const problem = [
    happened.length < LEAST_MESSAGE && "is too short to teach",
    happened.endsWith(".") && "ends with a full stop",
    /\[object \w+\]/.test(happened) && "shows an object without its fields",
    anomaly.trim() === "" && "names no anomaly",
    Object.keys(evidence).length === 0 && "has no evidence",
  ].find((each) => each !== false);
  return problem === undefined ? undefined : `the message ${problem}: ${happened}`;
}

function messageIn({ verdict }: CheckResult): string {
  switch (verdict.verdict) {
    case "pass":
      return "it passes";
    case "fail":
      return verdict.happened;
    case "inconclusive":
      return verdict.why;
  }
}
