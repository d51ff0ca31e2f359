import { labs } from "../../labs/manifest.ts";
import { freshSeed, InconclusiveError } from "../core/mod.ts";
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
    ? await firstOpen(files, progress)
    : findLab(labs, positionals[0]);
  const keys = Deno.stdin.isTerminal();
  const { kafka, seed } = options;
  const seedTold = seed ?? "fresh each time";
  using watched = openRunBroadcast({ command: "watch", labs: [first.number], seed: seedTold });
  const screen = terminalScreen(watched);
  await using benches = new Benches({ kafka, seed: seedTold, screen, signal });
  const events = watchEvents(files, { keys, signal });
  await watchLoop(labs, first, events, actionsOf({ benches, kafka, seed, screen, progress, keys }));
});

async function firstOpen(files: readonly LabFiles[], progress: ProgressFile): Promise<LabEntry> {
  for (const each of files) {
    if ((await standingOf(each, progress)).status !== "passed") return each.lab;
  }
  return files.at(-1)!.lab;
}

function actionsOf(run: {
  readonly benches: Benches;
  readonly kafka: boolean;
  readonly seed: string | undefined;
  readonly screen: Screen;
  readonly progress: ProgressFile;
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
        .catch((error) => tellInconclusive(error, screen));
      screen.line(screen.pen.dim(keys ? WATCH_KEYS : `Waiting for ${shortPath(files.task)}`));
      return verdict === "pass";
    },
    hint: (lab) => showHint(new LabFiles(lab), progress, screen),
    list: (current) => listLabs(screen, progress, current.number),
    async reset(lab) {
      const files = new LabFiles(lab);
      await files.reset();
      screen.line(`${shortPath(files.task)} is what it began as`);
    },
    say: (text) => screen.say(text),
  };
}

/** A lab whose cluster can't be had does not end the watch: others may be tried. */
function tellInconclusive(error: unknown, screen: Screen): "inconclusive" {
  if (!(error instanceof InconclusiveError)) throw error;
  screen.say(`Inconclusive: ${error.message}. ${error.remedy}`);
  return "inconclusive";
}
