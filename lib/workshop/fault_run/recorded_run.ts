import type { HistoryEvent, Poison } from "../history/mod.ts";
import type { Ground } from "./ground.ts";
import type { Flaw } from "./member/messages.ts";
import type { PipelineKind } from "./pipeline_kind.ts";
import type { Objection, RunFault, RunNames } from "./run_fault.ts";

/** What one run of one fault takes. */
export interface FaultRunOptions {
  readonly fault: RunFault;
  readonly pipeline: PipelineKind;
  readonly seed: string;
  readonly ground: Ground;
  /** The program that runs a member: it hands its standard input to `runMember`. */
  readonly entry: URL;
  /** Where the store lies; below `.runs`, and the run's own. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** A bug in the pipeline, to try the judge. @default none */
  readonly flaw?: Flaw;
}

/** What was recorded of a run, and what is needed to judge it. */
export interface RecordedRun {
  readonly events: readonly HistoryEvent[];
  readonly names: RunNames;
  readonly poison: readonly Poison[];
  /** How often the fault did something. */
  readonly fired: number;
  /** How long the work stood still; `null` when it never went on. */
  readonly recoveryMs: number | null;
  /** What the run itself and the fault's own check object to. */
  readonly objections: readonly Objection[];
  /** What the members would have told people, for who looks into a failure. */
  readonly lines: readonly string[];
}
