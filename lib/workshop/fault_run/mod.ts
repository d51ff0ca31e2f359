/**
 * Fault runs: a whole pipeline under load, one fault, and the judgement of what was recorded.
 *
 * @module
 */
export { type CellOptions, type CellResult, RULES, runCell } from "./cell.ts";
export { ALL_FAULTS } from "./faults/all.ts";
export { recordRun } from "./fault_run.ts";
export type { FaultRunOptions, RecordedRun } from "./recorded_run.ts";
export { type Ground, ownGround, sharedGround } from "./ground.ts";
export type { Flaw } from "./member/messages.ts";
export type { PipelineKind } from "./pipeline_kind.ts";
export type { ClusterKind, FaultRun, InForce, Objection, RunFault, RunNames } from "./run_fault.ts";
export { type PlannedRecord, planRun, type RunPlan } from "./run_plan.ts";
export { smallDiskGround } from "./small_disk.ts";
