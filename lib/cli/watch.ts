import { labs } from "../../labs/manifest.ts";
import { freshSeed, InconclusiveError, messageOf } from "../core/mod.ts";
import {
  findLab,
  type LabEntry,
  LabFiles,
  openRunBroadcast,
  ProgressFile,
  type Screen,
  shortPath,
  standingOf,
  terminalScreen,
  WATCH_KEYS,
  type WatchActions,
  watchLoop,
} from "../workshop/mod.ts";
import { Benches } from "./workshop/benches.ts";
import { labCommand } from "./workshop/lab_command.ts";
import { gradeOnScreen } from "./workshop/grade_on_screen.ts";
import { listLabs } from "./workshop/list.ts";
import { RUN_OPTIONS } from "./workshop/options.ts";
import { showHint } from "./workshop/show_hint.ts";
import { watchEvents } from "./workshop/watch_events.ts";

await labCommand({
  name: "watch",
  summary: "Grades a task whenever you save it, lab after lab.",
  arguments: "[NN]",
  positionals: [0, 1],
  options: RUN_OPTIONS,
  notes: [`Keys: ${WATCH_KEYS}`, "Without NN it begins with the first lab not passed."],
}, async ({ options, positionals, signal }) => {
  const progress = new ProgressFile();
  const files = labs.map((lab) => new LabFiles(lab));
  const first = positionals[0] === undefined
    ? await firstOpen(files, progress) ?? labs.at(-1)!
    : findLab(labs, positionals[0]);
  const keys = Deno.stdin.isTerminal();
  const { kafka, seed } = options;
  const seedTold = seed ?? "fresh each time";
  using watched = openRunBroadcast({ command: "watch", labs: [first.number], seed: seedTold });
  const screen = terminalScreen(watched);
  await using benches = new Benches({ kafka, seed: seedTold, screen, signal });
  const events = watchEvents(files, { keys, signal });
  const run = { benches, kafka, seed, screen, progress, files, keys };
  await watchLoop(labs, first, events, actionsOf(run));
});

async function firstOpen(
  files: readonly LabFiles[],
  progress: ProgressFile,
): Promise<LabEntry | undefined> {
  for (const each of files) {
    if ((await standingOf(each, progress)).status !== "passed") return each.lab;
  }
  return undefined;
}

function actionsOf(run: {
  readonly benches: Benches;
  readonly kafka: boolean;
  readonly seed: string | undefined;
  readonly screen: Screen;
  readonly progress: ProgressFile;
  readonly files: readonly LabFiles[];
  readonly keys: boolean;
}): WatchActions {
  const { benches, kafka, screen, progress, keys } = run;
  return {
    async grade(lab, signal) {
      const files = new LabFiles(lab);
      const seed = run.seed ?? freshSeed();
      const grading = { files, seed, kafka, screen, progress, signal };
      const verdict = await benches.for(lab)
        .then((bench) => gradeOnScreen(bench, grading))
        .catch((error) => tellUngraded(error, screen, signal));
      if (verdict === "pass") await tellEnd(run);
      screen.say(screen.pen.dim(keys ? WATCH_KEYS : `Waiting for ${shortPath(files.task)}`));
      return verdict === "pass";
    },
    hint: (lab) => showHint(new LabFiles(lab), progress, screen),
    list: (current) => listLabs(screen, progress, current.number),
    firstOpen: () => firstOpen(run.files, progress),
    async reset(lab) {
      const files = new LabFiles(lab);
      await files.reset();
      screen.line(`${shortPath(files.task)} is what it began as`);
    },
    say: (text) => screen.say(text),
  };
}

/** A lab whose cluster can't be had, or whose task is gone, does not end the watch. */
function tellUngraded(error: unknown, screen: Screen, signal: AbortSignal): "inconclusive" {
  if (signal.aborted) throw error;
  if (error instanceof InconclusiveError) {
    screen.say(`Inconclusive: ${error.message}. ${error.remedy}`);
  } else screen.say(messageOf(error));
  return "inconclusive";
}

/** The pass that was the last one to come is the end of the course. */
async function tellEnd({ files, progress, screen }: {
  readonly files: readonly LabFiles[];
  readonly progress: ProgressFile;
  readonly screen: Screen;
}): Promise<void> {
  if (await firstOpen(files, progress) !== undefined) return;
  screen.say(
    "That was the last one: all labs are passed. deno task lab --summary shows your course",
  );
}
