import { labs } from "../../../labs/manifest.ts";
import type { LabSource, LabStandingView } from "../../dashboard/mod.ts";
import { LabFiles, ProgressFile, RunReader, standingOf } from "../../workshop/mod.ts";

/** The learner's progress on this machine, and the runs of labs that can be watched. */
export function labSource(
  { runs = new RunReader(), progress = new ProgressFile() } = {},
): LabSource {
  const files = labs.map((lab) => new LabFiles(lab));
  return {
    standings: () => Promise.all(files.map((each) => standing(each, progress))),
    list: () => runs.list(),
    read: (id, from) => runs.read(id, from),
  };
}

async function standing(files: LabFiles, file: ProgressFile): Promise<LabStandingView> {
  const { lab, status, progress } = await standingOf(files, file);
  const { number, title, misconception, minutes } = lab;
  const { attempts, hintsSeen, revealed, receipt } = progress;
  return {
    number,
    title,
    misconception,
    minutes,
    status,
    attempts,
    hintsSeen,
    revealed,
    passedAtMs: receipt?.passedAtMs ?? null,
  };
}
