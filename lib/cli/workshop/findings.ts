import {
  findLab,
  type LabEntry,
  type LabFinding,
  replayCommand,
  resultLines,
  type Screen,
} from "../../workshop/mod.ts";
import { labs } from "../../../labs/manifest.ts";

/** Shows what was found of a lab; a message in full when it is asked for, or does not hold. */
export function showFinding(
  { lab, what, holds, says, check, shown }: LabFinding,
  screen: Screen,
  options: { readonly messages?: boolean; readonly kafka?: boolean } = {},
): void {
  const { pen, width } = screen;
  const mark = holds ? pen.green("✓") : pen.red("✗");
  const by = check === undefined ? "" : pen.dim(` by ${check}`);
  screen.line(`${mark} ${lab} ${what}${by}`);
  if (!holds || (options.messages && shown === undefined)) screen.say(says, "     ");
  if (!options.messages || shown === undefined) return;
  const replay = replayCommand(findLab(labs, lab), shown.seed, { kafka: options.kafka ?? false });
  const lines = resultLines(shown.result, { replay, pen, width: width - 3 });
  screen.lines(lines.map((line) => `   ${line}`));
}

/** Shows how many wrong solutions of each lab were caught as they should, and what does not hold. */
export function showKilled(
  chosen: readonly LabEntry[],
  findings: readonly LabFinding[],
  screen: Screen,
): void {
  const rows = chosen.map(({ number, title }) => {
    const own = findings.filter((finding) => finding.lab === number);
    const tried = own.filter(isMutant);
    const checks = new Set(tried.map(({ check }) => check)).size;
    const open = own.filter(({ holds }) => !holds).length;
    return [number, title, tried.length, tried.filter(({ holds }) => holds).length, checks, open];
  });
  screen.line();
  screen.table([
    { title: "lab" },
    { title: "what", shrinks: true },
    { title: "mutants", align: "right" },
    { title: "killed", align: "right" },
    { title: "by checks", align: "right" },
    { title: "do not hold", align: "right" },
  ], rows);
  const mutants = findings.filter(isMutant);
  const killed = mutants.filter(({ holds }) => holds).length;
  const failed = findings.filter(({ holds }) => !holds);
  screen.line();
  screen.line(`${killed} of ${mutants.length} mutants died by their check`);
  if (failed.length === 0) return;
  screen.line(screen.pen.red(`${failed.length} of ${findings.length} do not hold`));
}

/** Findings for machines. */
export function plainFindings(findings: readonly LabFinding[]): Record<string, unknown>[] {
  return findings.map(({ lab, what, holds, says, check, shown }) => ({
    lab,
    what,
    holds,
    says,
    ...(check === undefined ? {} : { check }),
    ...(shown === undefined ? {} : { seed: shown.seed }),
  }));
}

function isMutant({ what }: LabFinding): boolean {
  return what.startsWith("mutant ");
}
