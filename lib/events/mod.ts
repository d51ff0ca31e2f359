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
export { type Poison, POISON_KINDS, poisonFrom, type PoisonKind } from "./poison.ts";
export * from "./random_event.ts";
export * from "./trace.ts";
export { browserOf, deviceTypeOf, operatingSystemOf } from "./user_agents.ts";
