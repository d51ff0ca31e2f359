import { labs } from "../../labs/manifest.ts";
import { InconclusiveError } from "../core/mod.ts";
import {
  findLab,
  type Grade,
  gradeJson,
  type LabEntry,
  LabFiles,
  openRunBroadcast,
  overall,
  printedLines,
  ProgressFile,
  recordGrade,
  replayCommand,
  Screen,
  showResult,
  showVerdict,
  type Target,
  terminalScreen,
  untried,
  type Workbench,
} from "../workshop/mod.ts";
import { EXIT, type ExitCode } from "./command.ts";
import { flag } from "./options.ts";
import { Benches } from "./workshop/benches.ts";
import { labCommand } from "./workshop/lab_command.ts";
import { exitCodeOf, RUN_OPTIONS, runSettings } from "./workshop/options.ts";
import { REPORT_OPTIONS, type Reporter, reporterOf } from "./workshop/reporter.ts";

await labCommand({
  name: "verify",
  summary: "Grades the tasks, all or one of them, with fresh random data.",
  arguments: "[NN]",
  positionals: [0, 1],
  options: {
    solutions: flag("Grade the reference solutions, not your tasks"),
    json: flag("Print one line of JSON"),
    ...RUN_OPTIONS,
    ...REPORT_OPTIONS,
  },
  notes: ["Exit code 0 when all pass, 1 when one fails, 3 when nothing could be decided."],
}, async ({ options, positionals, signal }) => {
  const reporter = reporterOf(options);
  const wanted = positionals[0];
  const chosen = wanted === undefined ? labs : [findLab(labs, wanted)];
  const settings = runSettings(options);
  const numbers = chosen.map(({ number }) => number);
  using watched = openRunBroadcast({ command: "verify", labs: numbers, seed: settings.seed });
  const screen = options.json
    ? new Screen({ write() {}, onShown: watched.onShown })
    : terminalScreen(watched);
  const run: Run = { ...settings, solutions: options.solutions, screen, reporter };
  const say = (text: string) => options.json ? console.error(text) : screen.say(text);
  if (reporter !== undefined) say(reporter.notice);
  await using benches = new Benches({ ...run, signal });
  const grades: Graded[] = [];
  for (const lab of chosen) {
    grades.push(await gradeOne(benches, new LabFiles(lab), run, wanted === undefined));
  }
  if (options.json) console.log(JSON.stringify(summary(run, grades)));
  else if (grades.length > 1) showTotal(grades, run);
  if (reporter !== undefined) say(await reporter.end());
  return exitCode(grades);
});

interface Run {
  readonly seed: string;
  readonly kafka: boolean;
  readonly solutions: boolean;
  readonly screen: Screen;
  readonly reporter: Reporter | undefined;
}

/** A lab's grade, or that nobody has begun with it. */
interface Graded {
  readonly lab: LabEntry;
  readonly grade: Grade | undefined;
  /** On which cluster it was graded, if on any. */
  readonly target?: Target;
}

async function gradeOne(
  benches: Benches,
  files: LabFiles,
  run: Run,
  oneOfMany: boolean,
): Promise<Graded> {
  const { seed, kafka, solutions, screen, reporter } = run;
  const { lab } = files;
  if (oneOfMany && !solutions && await files.isPristine()) {
    screen.line(`Lab ${lab.number} not started: deno task lab:${lab.number}`);
    return { lab, grade: undefined };
  }
  const bench = await benchFor(benches, lab, oneOfMany);
  screen.heading(`Lab ${lab.number}: ${lab.title}${solutions ? " (reference solution)" : ""}`);
  const replay = replayCommand(lab, seed, { kafka, solutions });
  if (bench instanceof InconclusiveError) return await cannotGrade(files, run, bench);
  const taskText = await files.readTask();
  const grade = await bench.grade(files, {
    seed,
    ...(solutions ? { task: files.solution } : {}),
    onResult: (result) => showResult(screen, result, replay),
  });
  if (!solutions) await recordGrade(new ProgressFile(), grade, taskText, bench.target);
  screen.lines(printedLines(grade.printed, screen.pen, screen.width));
  showVerdict(screen, grade);
  reporter?.add(grade);
  return { lab, grade, target: bench.target };
}

/** A cluster that one lab of many can't have does not keep the others from being graded. */
async function benchFor(
  benches: Benches,
  lab: LabEntry,
  oneOfMany: boolean,
): Promise<Workbench | InconclusiveError> {
  try {
    return await benches.for(lab);
  } catch (error) {
    if (oneOfMany && error instanceof InconclusiveError) return error;
    throw error;
  }
}

async function cannotGrade(
  files: LabFiles,
  { seed, screen, reporter }: Run,
  error: InconclusiveError,
): Promise<Graded> {
  const { lab } = files;
  screen.say(`${error.message}. ${error.remedy}`);
  const grade = untried(lab, (await files.checks()).checks, { seed, error });
  showVerdict(screen, grade);
  reporter?.add(grade);
  return { lab, grade };
}

function showTotal(grades: readonly Graded[], { screen, solutions }: Run): void {
  const passed = grades.filter(({ grade }) => grade?.verdict === "pass").length;
  screen.line();
  screen.line(screen.pen.bold(`${passed} of ${grades.length} labs pass`));
  if (passed < grades.length || solutions) return;
  screen.say("deno task lab --summary shows what you believed, and what was seen");
}

function summary(run: Run, grades: readonly Graded[]) {
  const { seed, solutions } = run;
  return {
    seed,
    solutions,
    cluster: clusterJson(grades.find(({ target }) => target !== undefined)?.target),
    labs: grades.map(({ lab, grade, target }) =>
      grade === undefined
        ? { lab: lab.number, name: lab.name, verdict: "not started" }
        : { ...gradeJson(grade), cluster: clusterJson(target) }
    ),
  };
}

function clusterJson(target: Target | undefined) {
  if (target === undefined) return null;
  const { kind, version, clusterId: id } = target;
  return { kind, version, id };
}

function exitCode(grades: readonly Graded[]): ExitCode {
  if (grades.some(({ grade }) => grade === undefined)) return EXIT.failed;
  return exitCodeOf(overall(grades.flatMap(({ grade }) => {
    return grade!.results.map((result) => result.verdict);
  })));
}
