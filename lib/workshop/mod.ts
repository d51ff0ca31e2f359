/**
 * The workshop's spine: labs and their checks, learner code in its own process, verdicts, progress.
 *
 * @module
 */
export * from "./broadcast/mod.ts";
export { brokerVersion } from "./broker_version.ts";
export * from "./check.ts";
export * from "./check_run.ts";
export * from "./context.ts";
export * from "./doctor.ts";
export * from "./draw/mod.ts";
export { ExperimentScope, type Showing } from "./experiment_scope.ts";
export * from "./faults.ts";
export * from "./grade_record.ts";
export * from "./grader.ts";
export * from "./hints.ts";
export * from "./history/mod.ts";
export { InconclusiveError } from "../core/mod.ts";
export * from "./lab_check.ts";
export * from "./lab_entry.ts";
export * from "./lab_files.ts";
export * from "./lab_tasks.ts";
export * from "./lab_texts.ts";
export { MongoServer, type MongoServerOptions } from "./mongo/mongo_server.ts";
export * from "./open_target.ts";
export * from "./predictions.ts";
export * from "./progress.ts";
export * from "./report.ts";
export * from "./stored_batches.ts";
export { standalone } from "./standalone.ts";
export { openRunFolder, type RunFolder } from "./run_folder.ts";
export { RunScope, type RunScopeOptions } from "./run_scope.ts";
export { Subject, type SubjectOptions } from "./subject.ts";
export * from "./subject_failure.ts";
export type { Outcome, ThrownError } from "./subject_outcome.ts";
export type { ClusterControl } from "./cluster/mod.ts";
export type { Login, SecuredTarget } from "./secured_target.ts";
export type { SubjectLimits } from "./subject_process.ts";
export type { Exported } from "./subject/messages.ts";
export type { LiveKind, LiveObject, LiveOptions } from "./subject/live.ts";
export { LiveHandle } from "./subject/wire.ts";
export type { Target } from "./target.ts";
export * from "./watch.ts";
export * from "./workbench.ts";
