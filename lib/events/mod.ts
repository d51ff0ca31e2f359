/**
 * The events that systems send: their types, seedable generators, poison, and real input.
 *
 * @module
 */
export { type AccessLogEntry, parseAccessLogLine } from "./access_log.ts";
export { eventOfAccess, eventTypeOf } from "./access_log_event.ts";
export * from "./avro_event.ts";
export { AvroEventGenerator, type AvroEventGeneratorOptions } from "./avro_event_generator.ts";
export { CITIES, type City, provinceOf } from "./cities.ts";
export * from "./data_message.ts";
export { EventGenerator, type EventGeneratorOptions } from "./event_generator.ts";
export {
  type EventInput,
  type EventInputOptions,
  followEventInput,
  type FollowOptions,
  type InputLine,
  type LineReader,
  openEventInput,
  type RandomEventLine,
  randomEventOfLine,
} from "./event_input.ts";
export * from "./file_event.ts";
export { FileEventGenerator, type FileEventGeneratorOptions } from "./file_event_generator.ts";
export { poisonFromFileEvent } from "./file_event_poison.ts";
export { InputLineError } from "./input_line_error.ts";
export * from "./order.ts";
export {
  breakMessage,
  type Poison,
  POISON_KINDS,
  poisonFrom,
  type PoisonKind,
  type PoisonRecipe,
} from "./poison.ts";
export * from "./random_event.ts";
export * from "./trace.ts";
export { browserOf, deviceTypeOf, operatingSystemOf } from "./user_agents.ts";
export { applicationLogOfAccess, userEventOfAccess } from "./access_log_platform.ts";
export * from "./application_log.ts";
export {
  ApplicationLogGenerator,
  type ApplicationLogGeneratorOptions,
} from "./application_log_generator.ts";
export type { SystemMetric } from "./system_metric.ts";
export {
  SystemMetricGenerator,
  type SystemMetricGeneratorOptions,
} from "./system_metric_generator.ts";
export * from "./user_event.ts";
export { UserEventGenerator, type UserEventGeneratorOptions } from "./user_event_generator.ts";
export { LogTail } from "./log_tail.ts";
