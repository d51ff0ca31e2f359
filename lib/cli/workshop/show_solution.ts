import {
  type LabFiles,
  type ProgressFile,
  type Screen,
  shortPath,
  standingOf,
} from "../../workshop/mod.ts";
import { EXIT, type ExitCode } from "../command.ts";

/** Shows the reference solution after a pass; before it only to whom asks to see it all the same. */
export async function showSolution(
  files: LabFiles,
  progress: ProgressFile,
  screen: Screen,
  reveal: boolean,
): Promise<ExitCode> {
  const { lab } = files;
  const { status, progress: before } = await standingOf(files, progress);
  const passed = status === "passed" || status === "stale";
  if (!passed && !reveal && !before.revealed) {
    screen.say(
      `You have not passed lab ${lab.number} yet. Try deno task hint ${lab.number} first; ` +
        `--reveal shows the solution all the same`,
    );
    return EXIT.failed;
  }
  if (!passed) await progress.update(lab.number, (now) => ({ ...now, revealed: true }));
  screen.heading(shortPath(files.solution));
  screen.lines((await Deno.readTextFile(files.solution)).trimEnd().split("\n"));
  return EXIT.ok;
}
