import { freshSeed } from "../core/mod.ts";
import { terminalScreen } from "./draw/mod.ts";
import type { LabEntry } from "./lab_entry.ts";
import { LabFiles } from "./lab_files.ts";
import { openTarget } from "./open_target.ts";
import { runLine } from "./report.ts";
import { Workbench } from "./workbench.ts";

/** Runs an experiment by itself, on an embedded cluster, with the reference solution. */
export async function standalone(lab: LabEntry): Promise<void> {
  const files = new LabFiles(lab);
  const screen = terminalScreen();
  const seed = freshSeed();
  await using bench = await Workbench.on(await openTarget(lab.cluster));
  screen.say(runLine(bench.target, seed));
  await bench.experiment(files, {
    task: files.solution,
    author: "the reference solution",
    seed,
    screen,
  });
}
