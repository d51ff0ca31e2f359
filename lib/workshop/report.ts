import type { CheckResult, Facts, Verdict } from "./check.ts";
import { displayWidth, type Pen, plainPen, printable, type Screen, wrap } from "./draw/mod.ts";
import { type Grade, NOT_ASKED } from "./grader.ts";
import { plain } from "./progress.ts";
import type { Target } from "./target.ts";

const MARKS = { pass: "✓", fail: "✗", inconclusive: "?" } as const;
const INDENT = "    ";

/** The one command that does the same again with the same data. */
export function replayCommand(
  lab: { readonly number: string },
  seed: string,
  options: { readonly kafka?: boolean; readonly solutions?: boolean } = {},
): string {
  const flags = `${options.solutions ? " --solutions" : ""}${options.kafka ? " --kafka" : ""}`;
  return `deno task verify ${lab.number} --seed ${seed}${flags}`;
}

/** A check's result as lines: claim, and for all but a pass what happened and what to do. */
export function resultLines(
  result: CheckResult,
  options: { readonly replay: string; readonly pen?: Pen; readonly width?: number },
): string[] {
  const { pen = plainPen, width = 80, replay } = options;
  const { verdict } = result;
  const paint = { pass: pen.green, fail: pen.red, inconclusive: pen.yellow }[verdict.verdict];
  const [first, ...rest] = wrap(result.claim, width - 2, "");
  return [
    `${paint(MARKS[verdict.verdict])} ${verdict.verdict === "pass" ? first : pen.bold(first!)}`,
    ...rest.map((line) => `  ${line}`),
    ...detailLines(verdict, result.id, replay, pen, width),
  ];
}

/** Shows a check's result. */
export function showResult(screen: Screen, result: CheckResult, replay: string): void {
  const { id, claim, verdict, tookMs } = result;
  const details = detailLines(verdict, id, replay, plainPen, screen.width).map((line) =>
    line.slice(INDENT.length)
  );
  screen.show(
    { kind: "check", id, claim, verdict: verdict.verdict, details, tookMs: Math.round(tookMs) },
    resultLines(result, { replay, pen: screen.pen, width: screen.width }),
  );
}

/** Shows the last line of a grade. */
export function showVerdict(screen: Screen, grade: Grade): void {
  const { lab, verdict } = grade;
  screen.show({ kind: "verdict", lab: lab.number, verdict, text: verdictLine(grade) }, [
    verdictLine(grade, screen.pen),
  ]);
}

function detailLines(
  verdict: Verdict,
  id: string,
  replay: string,
  pen: Pen,
  width: number,
): string[] {
  const row = (name: string, text: string) => {
    const indent = `${INDENT}${" ".repeat(10)}`;
    const [first, ...rest] = wrap(text, width, indent);
    return [`${INDENT}${pen.dim(name.padEnd(10))}${first!.slice(indent.length)}`, ...rest];
  };
  if (verdict.verdict === "pass") return [];
  if (verdict.verdict === "inconclusive" && verdict.why === NOT_ASKED) {
    return [`${INDENT}${pen.dim("not tried: mend what failed above first")}`];
  }
  if (verdict.verdict === "inconclusive") {
    return [...wrap(verdict.why, width, INDENT), ...row("check", id), ...row("do", verdict.remedy)];
  }
  return [
    ...wrap(verdict.happened, width, INDENT),
    ...row("check", id),
    ...row("anomaly", verdict.anomaly),
    ...row("evidence", factsText(verdict.evidence)),
    ...row("fault", verdict.fault ?? "none"),
    ...row("replay", replay),
  ];
}

/** Facts on one line: `topic orders, partition 0, offset 42`. */
export function factsText(facts: Facts): string {
  return Object.entries(facts).map(([name, value]) => `${name} ${printable(String(value))}`)
    .join(", ");
}

/** The last line of a grade. */
export function verdictLine(grade: Grade, pen: Pen = plainPen): string {
  const passed = grade.results.filter((result) => result.verdict.verdict === "pass").length;
  const count = `${passed} of ${grade.results.length} claims hold`;
  switch (grade.verdict) {
    case "pass":
      return pen.green(`Lab ${grade.lab.number} passed: ${count}`);
    case "fail":
      return pen.red(`Lab ${grade.lab.number} not passed yet: ${count}`);
    case "inconclusive":
      return pen.yellow(`Lab ${grade.lab.number} undecided: ${count}, nothing counts against you`);
  }
}

/** What learner code printed, as quoted lines. */
export function printedLines(printed: string, pen: Pen = plainPen, width = 80): string[] {
  const lines = printed.trimEnd().split("\n");
  if (lines.length === 1 && lines[0] === "") return [];
  const shown = lines.slice(0, 12).map((line) => pen.dim(cut(`│ ${printable(line)}`, width)));
  const more = lines.length > 12 ? [pen.dim(`│ … ${lines.length - 12} lines more`)] : [];
  return ["Your code printed (nobody grades that):", ...shown, ...more];
}

function cut(line: string, width: number): string {
  return displayWidth(line) <= width ? line : `${line.slice(0, width - 1)}…`;
}

/** The first line of every run: which cluster, which version, which seed. */
export function runLine(target: Pick<Target, "title">, seed: string): string {
  return `${target.title} · seed ${seed}`;
}

/** A grade for machines; bigint becomes text. */
export function gradeJson(grade: Grade): Record<string, unknown> {
  return {
    lab: grade.lab.number,
    name: grade.lab.name,
    seed: grade.seed,
    verdict: grade.verdict,
    checks: grade.results.map(({ id, claim, verdict, tookMs }) => ({
      id,
      claim,
      tookMs: Math.round(tookMs),
      ...verdict,
      ...(verdict.verdict === "pass" ? { facts: plain(verdict.facts) } : {}),
      ...(verdict.verdict === "fail" ? { evidence: plain(verdict.evidence) } : {}),
    })),
  };
}
