import { messageOf } from "../core/mod.ts";
import type { CheckResult } from "./check.ts";
import { parseHints } from "./hints.ts";
import type { LabFiles, Mutant } from "./lab_files.ts";
import { shortPath } from "./subject_failure.ts";
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
}

/** How many wrong solutions a lab must have at least. */
export const LEAST_MUTANTS = 3;
const LEAST_MESSAGE = 40;

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
  const find = (what: string, found: Omit<LabFinding, "lab" | "what">) => {
    const finding = { lab: files.lab.number, what, ...found };
    findings.push(finding);
    options.onFinding?.(finding);
  };
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  find("texts", await checkTexts(files));
  const solution = await bench.grade(files, { ...seed, task: files.solution });
  find("solution", passes(solution.results));
  const stub = await bench.grade(files, { ...seed, task: files.stub });
  find("stub", teaches(stub.results));
  const mutants = await files.mutants();
  for (const mutant of mutants.slice(0, options.mutants)) {
    const only = [mutant.caughtBy];
    const { results } = await bench.grade(files, { ...seed, task: mutant.url, only });
    find(`mutant ${mutant.name}`, dies(mutant, results));
  }
  return findings;
}

async function checkTexts(files: LabFiles): Promise<Omit<LabFinding, "lab" | "what">> {
  try {
    const readme = await Deno.readTextFile(files.readme);
    const hints = await Deno.readTextFile(files.hints);
    parseHints(hints, shortPath(files.hints));
    const { checks } = await files.checks();
    const mutants = await files.mutants();
    const problem = [
      readme.trim() === "" && "README.md is empty",
      new Set(checks.map((check) => check.id)).size < checks.length && "two checks share an id",
      checks.some((check) => check.claim.endsWith(".")) && "a claim ends with a full stop",
      mutants.length < LEAST_MUTANTS && `there are ${mutants.length} mutants of ${LEAST_MUTANTS}`,
      typeof (await files.experiment()).run !== "function" && "lab.ts exports no run()",
    ].find((each) => each !== false);
    if (problem !== undefined) return { holds: false, says: problem };
    return { holds: true, says: `${checks.length} checks, ${mutants.length} mutants, 3 hints` };
  } catch (error) {
    return { holds: false, says: messageOf(error) };
  }
}

function passes(results: readonly CheckResult[]): Omit<LabFinding, "lab" | "what"> {
  const open = results.find((result) => result.verdict.verdict !== "pass");
  if (open === undefined) return { holds: true, says: `all ${results.length} claims hold` };
  return { holds: false, check: open.id, says: messageIn(open) };
}

function teaches(results: readonly CheckResult[]): Omit<LabFinding, "lab" | "what"> {
  const undecided = results.find((result) => result.verdict.verdict === "inconclusive");
  if (undecided !== undefined) {
    return { holds: false, check: undecided.id, says: messageIn(undecided) };
  }
  const failed = results.find((result) => result.verdict.verdict === "fail");
  if (failed === undefined) return { holds: false, says: "the stub passes" };
  const says = messageIn(failed);
  return { holds: says.length >= LEAST_MESSAGE, check: failed.id, says };
}

function dies(
  mutant: Mutant,
  results: readonly CheckResult[],
): Omit<LabFinding, "lab" | "what"> {
  const result = results[0];
  if (result === undefined) return { holds: false, says: `there is no check ${mutant.caughtBy}` };
  const check = mutant.caughtBy;
  const says = messageIn(result);
  if (result.verdict.verdict === "pass") return { holds: false, check, says: "it survives" };
  if (result.verdict.verdict === "inconclusive") return { holds: false, check, says };
  const meant = says.includes(mutant.says);
  return {
    holds: meant,
    check,
    says: meant ? says : `the message lacks "${mutant.says}": ${says}`,
  };
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
