import { labs } from "../../labs/manifest.ts";
import {
  findLab,
  HINT_LEVELS,
  LabFiles,
  ProgressFile,
  standingOf,
  terminalScreen,
} from "../workshop/mod.ts";
import { ConfigError } from "../core/mod.ts";
import { command } from "./command.ts";
import { flag } from "./options.ts";
import { showHint } from "./workshop/show_hint.ts";
import { showSolution } from "./workshop/show_solution.ts";

await command({
  name: "hint",
  summary: "Shows the next hint of a lab, or the one of a level: question, concept, pseudocode.",
  arguments: "[NN] [LEVEL]",
  positionals: [0, 2],
  options: {
    solution: flag("Show the reference solution of a lab that you have passed"),
    reveal: flag("Show the solution although you have not; the progress keeps that in mind"),
  },
  notes: ["Without NN it is about the first lab that you have not passed."],
}, async ({ options, positionals }) => {
  const screen = terminalScreen();
  const progress = new ProgressFile();
  const files = await chosen(positionals[0], progress);
  if (options.solution || options.reveal) {
    return await showSolution(files, progress, screen, options.reveal);
  }
  await showHint(files, progress, screen, levelOf(positionals[1]));
});

async function chosen(wanted: string | undefined, progress: ProgressFile): Promise<LabFiles> {
  if (wanted !== undefined) return new LabFiles(findLab(labs, wanted));
  for (const lab of labs) {
    const files = new LabFiles(lab);
    if ((await standingOf(files, progress)).status !== "passed") return files;
  }
  return new LabFiles(labs.at(-1)!);
}

function levelOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-3]$/.test(text)) return Number(text);
  throw new ConfigError(`There is no hint of level "${text}": use 1 to ${HINT_LEVELS}`);
}
