import {
  type Grade,
  type LabFiles,
  printedLines,
  type ProgressFile,
  recordGrade,
  replayCommand,
  type Screen,
  shortPath,
  showResult,
  showVerdict,
  type Workbench,
} from "../../workshop/mod.ts";

/** What grading the learner's task on a screen takes. */
export interface ScreenGrading {
  readonly files: LabFiles;
  readonly seed: string;
  readonly kafka: boolean;
  readonly screen: Screen;
  readonly progress: ProgressFile;
  /** Stops it. @default {the bench's} */
  readonly signal?: AbortSignal;
}

/** Grades the learner's task, shows each verdict as it comes, and writes the progress. */
export async function gradeOnScreen(
  bench: Workbench,
  run: ScreenGrading,
): Promise<Grade["verdict"]> {
  const { files, seed, kafka, screen, progress, signal } = run;
  screen.heading(`Your ${shortPath(files.task)}, checked`);
  const replay = replayCommand(files.lab, seed, { kafka });
  const taskText = await files.readTask();
  const grade = await bench.grade(files, {
    seed,
    ...(signal === undefined ? {} : { signal }),
    onResult: (result) => showResult(screen, result, replay),
  });
  await recordGrade(progress, grade, taskText, bench.target);
  screen.lines(printedLines(grade.printed, screen.pen, screen.width));
  screen.line();
  showVerdict(screen, grade);
  if (grade.verdict === "pass") screen.say(`Compare with ${shortPath(files.solution)}`);
  return grade.verdict;
}
