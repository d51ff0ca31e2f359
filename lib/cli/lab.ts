import { labs } from "../../labs/manifest.ts";
import {
  findLab,
  type LabEntry,
  LabFiles,
  labId,
  openRunBroadcast,
  ProgressFile,
  shortPath,
  standingOf,
  SubjectFailure,
  terminalScreen,
  withPrediction,
  type Workbench,
} from "../workshop/mod.ts";
import { messageOf } from "../core/mod.ts";
import { EXIT, type ExitCode } from "./command.ts";
import { flag } from "./options.ts";
import { terminalAsker } from "./workshop/ask.ts";
import { Benches } from "./workshop/benches.ts";
import { labCommand } from "./workshop/lab_command.ts";
import { gradeOnScreen, type ScreenGrading } from "./workshop/grade_on_screen.ts";
import { listLabs } from "./workshop/list.ts";
import { exitCodeOf, RUN_OPTIONS, runSettings } from "./workshop/options.ts";
import { showSummary, standingJson } from "./workshop/summary.ts";

await labCommand({
  name: "lab",
  summary: "Lists the labs; with a number, runs that lab's experiment and then its checks.",
  arguments: "[NN]",
  positionals: [0, 1],
  options: {
    ...RUN_OPTIONS,
    "no-predict": flag("Don't ask for predictions"),
    summary: flag("Show what you believed, what was seen, and the receipts of your passes"),
    json: flag("Print list and summary as one line of JSON"),
  },
  notes: [
    "deno task lab:01 is the same as deno task lab 01.",
    "Exit code 1 when a claim does not hold, 3 when nothing could be decided.",
  ],
}, async ({ options, positionals, signal }) => {
  const progress = new ProgressFile();
  const wanted = positionals[0];
  if (wanted === undefined || options.summary || options.json) {
    const chosen = wanted === undefined ? labs : [findLab(labs, wanted)];
    return await showStandings(chosen, progress, options);
  }
  const files = new LabFiles(findLab(labs, wanted));
  const { seed, kafka } = runSettings(options);
  using watched = openRunBroadcast({ command: "lab", labs: [files.lab.number], seed });
  const screen = terminalScreen(watched);
  const ask = Deno.stdin.isTerminal() && Deno.stdout.isTerminal() && !options["no-predict"];
  await using benches = new Benches({ kafka, seed, screen, signal });
  const bench = await benches.for(files.lab);
  return await runLab(bench, { files, seed, kafka, screen, progress, ask });
});

async function showStandings(
  chosen: readonly LabEntry[],
  progress: ProgressFile,
  options: { readonly summary: boolean; readonly json: boolean },
): Promise<void> {
  const screen = terminalScreen();
  if (!options.summary && !options.json) return await listLabs(screen, progress);
  const standings = await Promise.all(
    chosen.map((lab) => standingOf(new LabFiles(lab), progress)),
  );
  if (options.json) console.log(JSON.stringify({ labs: standings.map(standingJson) }));
  else showSummary(standings, screen);
}

interface LabRun extends ScreenGrading {
  readonly ask: boolean;
}

async function runLab(bench: Workbench, run: LabRun): Promise<ExitCode> {
  const { files, screen } = run;
  const { lab } = files;
  const pristine = await files.isPristine();
  screen.heading(`Lab ${lab.number}: ${lab.title}`);
  screen.say(`“${lab.misconception}”. Is it so? The text is labs/${labId(lab)}/README.md`);
  await showExperiment(bench, run, pristine);
  if (pristine) {
    screen.heading("Your turn");
    screen.say(
      `Now write yours in ${shortPath(files.task)}. deno task watch grades it whenever you save, ` +
        `deno task hint ${lab.number} helps, and this experiment then runs your code`,
    );
    return EXIT.ok;
  }
  const verdict = await gradeOnScreen(bench, run);
  return exitCodeOf(verdict);
}

function isPlainError(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

/** Learner code that hangs or crashes ends the experiment; the checks then say more about it. */
async function showExperiment(bench: Workbench, run: LabRun, pristine: boolean): Promise<void> {
  const { files, seed, screen, progress, ask } = run;
  try {
    await bench.experiment(files, {
      task: pristine ? files.solution : files.task,
      author: pristine ? "the reference solution" : "you",
      seed,
      screen,
      ...(ask ? { asker: terminalAsker(screen) } : {}),
      onPrediction: (prediction) =>
        progress.update(files.lab.number, (before) => ({
          ...before,
          predictions: withPrediction(before.predictions, prediction),
        })),
    });
  } catch (error) {
    // What the learner's function returned may be nothing that can be shown.
    const isTheirs = error instanceof SubjectFailure || !pristine && isPlainError(error);
    if (!isTheirs) throw error;
    screen.say(screen.pen.yellow(`The experiment ended early: ${messageOf(error)}`));
  }
}
