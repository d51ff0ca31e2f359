/**
 * JSON schemas of messages, validation in three stages, and the registry of topics.
 *
 * @module
 */
export { SchemaValidationError, type ValidationStage } from "./errors.ts";
export {
  ALL_EVENT_TYPES,
  fileEventFormat,
  loadFileEventFormat,
  loadRandomEventFormat,
  randomEventFormat,
} from "./formats.ts";
export {
  type CompiledSchema,
  type MessageFormat,
  validateMessage,
  validateValue,
  type ValidMessage,
} from "./message_format.ts";
export {
  SCHEMA_FOLDER,
  SchemaFolder,
  type ValidationProblem,
  type Validator,
} from "./schema_folder.ts";
export { loadTopics, type TopicDefinition, topicDefinition } from "./topics.ts";
