import { labs } from "../../../labs/manifest.ts";
import {
  LabFiles,
  type LabStanding,
  type ProgressFile,
  type Screen,
  standingOf,
} from "../../workshop/mod.ts";

/** Shows all labs with where the learner stands. */
export async function listLabs(
  screen: Screen,
  progress: ProgressFile,
  current?: string,
): Promise<void> {
  const standings = await Promise.all(
    labs.map((lab) => standingOf(new LabFiles(lab), progress)),
  );
  screen.table(
    [
      { title: "" },
      { title: "lab" },
      { title: "what", shrinks: true },
      { title: "it shows that this is not so", shrinks: true },
      { title: "min", align: "right" },
      { title: "you", shrinks: true },
    ],
    standings.map((standing) => [
      standing.lab.number === current ? "›" : "",
      standing.lab.number,
      standing.lab.title,
      `“${standing.lab.misconception}”`,
      standing.lab.minutes,
      standingText(standing),
    ]),
  );
  const passed = standings.filter(({ status }) => status === "passed").length;
  screen.line();
  screen.say(`${passed} of ${labs.length} passed. Begin or go on: ${nextStep(standings)}`);
}

function standingText({ lab, status, progress, missing }: LabStanding): string {
  if (missing) return `gone: reset ${lab.number}`;
  if (status === "stale") return "edited after it passed";
  const help = progress.revealed
    ? ", solution seen"
    : progress.hintsSeen > 0
    ? `, ${progress.hintsSeen} of 3 hints`
    : "";
  return status + help;
}

function nextStep(standings: readonly LabStanding[]): string {
  const next = standings.find(({ status }) => status !== "passed");
  return next === undefined ? "deno task verify" : `deno task lab:${next.lab.number}`;
}
