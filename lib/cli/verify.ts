import { labs } from "../../labs/manifest.ts";
import {
  findLab,
  type Grade,
  gradeJson,
  type LabEntry,
  LabFiles,
  overall,
  printedLines,
  ProgressFile,
  recordGrade,
  replayCommand,
  resultLines,
  type Screen,
  silentScreen,
  terminalScreen,
  verdictLine,
} from "../workshop/mod.ts";
import { EXIT, type ExitCode } from "./command.ts";
import { flag } from "./options.ts";
import { Benches } from "./workshop/benches.ts";
import { labCommand } from "./workshop/lab_command.ts";
import { exitCodeOf, RUN_OPTIONS, runSettings } from "./workshop/options.ts";

await labCommand({
  name: "verify",
  summary: "Grades the tasks, all or one of them, with fresh random data.",
  arguments: "[NN]",
  positionals: [0, 1],
  options: {
    solutions: flag("Grade the reference solutions, not your tasks"),
    json: flag("Print one line of JSON"),
    ...RUN_OPTIONS,
  },
  notes: ["Exit code 0 when all pass, 1 when one fails, 3 when nothing could be decided."],
}, async ({ options, positionals, signal }) => {
  const screen = options.json ? silentScreen : terminalScreen();
  const wanted = positionals[0];
  const chosen = wanted === undefined ? labs : [findLab(labs, wanted)];
  const run: Run = { ...runSettings(options), solutions: options.solutions, screen };
  await using benches = new Benches({ ...run, signal });
  const grades: Graded[] = [];
  for (const lab of chosen) {
    grades.push(await gradeOne(benches, new LabFiles(lab), run, wanted === undefined));
  }
  if (options.json) console.log(JSON.stringify(await summary(benches, run, grades)));
  else if (grades.length > 1) showTotal(grades, screen);
  return exitCode(grades);
});

interface Run {
  readonly seed: string;
  readonly kafka: boolean;
  readonly solutions: boolean;
  readonly screen: Screen;
}

/** A lab's grade, or that nobody has begun with it. */
interface Graded {
  readonly lab: LabEntry;
  readonly grade: Grade | undefined;
}

async function gradeOne(
  benches: Benches,
  files: LabFiles,
  run: Run,
  skipPristine: boolean,
): Promise<Graded> {
  const { seed, kafka, solutions, screen } = run;
  const { lab } = files;
  if (skipPristine && !solutions && await files.isPristine()) {
    screen.line(`Lab ${lab.number} not started: deno task lab:${lab.number}`);
    return { lab, grade: undefined };
  }
  const bench = await benches.for(lab);
  screen.heading(`Lab ${lab.number}: ${lab.title}${solutions ? " (reference solution)" : ""}`);
  const replay = replayCommand(lab, seed, { kafka, solutions });
  const taskText = await files.readTask();
  const grade = await bench.grade(files, {
    seed,
    ...(solutions ? { task: files.solution } : {}),
    onResult: (result) =>
      screen.lines(resultLines(result, { replay, pen: screen.pen, width: screen.width })),
  });
  if (!solutions) await recordGrade(new ProgressFile(), grade, taskText, bench.target);
  screen.lines(printedLines(grade.printed, screen.pen, screen.width));
  screen.line(verdictLine(grade, screen.pen));
  return { lab, grade };
}

function showTotal(grades: readonly Graded[], screen: Screen): void {
  const passed = grades.filter(({ grade }) => grade?.verdict === "pass").length;
  screen.line();
  screen.line(screen.pen.bold(`${passed} of ${grades.length} labs pass`));
}

async function summary(benches: Benches, run: Run, grades: readonly Graded[]) {
  const { seed, solutions } = run;
  const { kind, version, clusterId } = (await benches.for(grades[0]!.lab)).target;
  return {
    seed,
    solutions,
    cluster: { kind, version, id: clusterId },
    labs: grades.map(({ lab, grade }) =>
      grade === undefined
        ? { lab: lab.number, name: lab.name, verdict: "not started" }
        : gradeJson(grade)
    ),
  };
}

function exitCode(grades: readonly Graded[]): ExitCode {
  if (grades.some(({ grade }) => grade === undefined)) return EXIT.failed;
  return exitCodeOf(overall(grades.flatMap(({ grade }) => {
    return grade!.results.map((result) => result.verdict);
  })));
}
