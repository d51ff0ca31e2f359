import type { Grade } from "./grader.ts";
import { hashOf, type LabFiles } from "./lab_files.ts";
import type { LabEntry } from "./lab_entry.ts";
import {
  afterVerdict,
  type LabProgress,
  type LabStatus,
  type ProgressFile,
  type Receipt,
  receiptFacts,
  statusOf,
} from "./progress.ts";
import type { Target } from "./target.ts";

/**
 * Writes a grade of the learner's task into the progress; an undecided one leaves no trace.
 *
 * @param taskText the text that was graded, read before the grading began
 */
export async function recordGrade(
  progress: ProgressFile,
  grade: Grade,
  taskText: string,
  target: Pick<Target, "kind" | "version" | "clusterId">,
  nowMs = Date.now(),
): Promise<void> {
  if (grade.verdict === "inconclusive") return;
  const receipt: Receipt | undefined = grade.verdict === "fail" ? undefined : {
    passedAtMs: nowMs,
    seed: grade.seed,
    taskHash: await hashOf(taskText),
    cluster: { kind: target.kind, version: target.version, id: target.clusterId },
    facts: receiptFacts(grade.results),
  };
  await progress.update(grade.lab.number, (lab) => afterVerdict(lab, receipt));
}

/** A lab with where the learner stands. */
export interface LabStanding {
  /** The lab. */
  readonly lab: LabEntry;
  /** Where the learner stands with it. */
  readonly status: LabStatus;
  /** What is remembered of it. */
  readonly progress: LabProgress;
  /** Whether the task's file is gone. */
  readonly missing: boolean;
}

/** Where the learner stands with a lab. */
export async function standingOf(
  files: LabFiles,
  progressFile: ProgressFile,
): Promise<LabStanding> {
  const progress = await progressFile.read(files.lab.number);
  const text = await files.readTask().catch(() => undefined);
  const pristine = text === await files.pristineTask();
  const status = statusOf(progress, { hash: await hashOf(text ?? ""), pristine });
  return { lab: files.lab, status, progress, missing: text === undefined };
}
