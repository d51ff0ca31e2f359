import {
  HINT_LEVELS,
  hintParagraphs,
  type LabFiles,
  levelToShow,
  parseHints,
  type ProgressFile,
  type Screen,
  shortPath,
} from "../../workshop/mod.ts";

/** Shows a hint and remembers that it was seen. */
export async function showHint(
  files: LabFiles,
  progress: ProgressFile,
  screen: Screen,
  asked?: number,
): Promise<void> {
  const { lab } = files;
  const { hintsSeen } = await progress.read(lab.number);
  const level = levelToShow(hintsSeen, asked);
  const hints = parseHints(await Deno.readTextFile(files.hints), shortPath(files.hints));
  const hint = hints[level - 1]!;
  screen.heading(`Lab ${lab.number}, hint ${level} of ${HINT_LEVELS}: ${hint.title}`);
  for (const { code, text } of hintParagraphs(hint.text)) {
    if (code) screen.lines(text.split("\n").map((line) => `  ${line}`));
    else screen.say(text);
  }
  await progress.update(lab.number, (before) => ({
    ...before,
    hintsSeen: Math.max(before.hintsSeen, level),
  }));
}
