/** What a run's records go through between the input topic and their effect. */
export type PipelineKind = "plain" | "exactly-once";
