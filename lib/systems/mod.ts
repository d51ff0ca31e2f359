/**
 * The systems that the workshop runs, each a composition of the library's parts.
 *
 * @module
 */
export { createLetterProducer, deadLetterSink } from "./dead_letters.ts";
export * from "./random_events/mod.ts";
export type { RunningRole } from "./running_role.ts";
export type { ProduceContext, RoleContext, System, SystemSettings } from "./system.ts";
export { systemNamed, SYSTEMS } from "./systems.ts";
export { ensureTopics, type TopicChoice, type TopicMaker, type TopicToMake } from "./topics.ts";
