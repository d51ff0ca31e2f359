/**
 * JSON schemas of messages, validation in three stages, and the registry of topics.
 *
 * @module
 */
export {
  checkCompatibility,
  COMPATIBILITY_LEVELS,
  type CompatibilityLevel,
  type CompatibilityVerdict,
  type PreviousSchema,
  type SchemaText,
  type SchemaType,
} from "./compatibility.ts";
export { type CanonicalOptions, canonicalSchema } from "./compatibility_canonical.ts";
export { InvalidSchemaError } from "./compatibility_errors.ts";
export { SchemaValidationError, type ValidationStage } from "./errors.ts";
export {
  ALL_EVENT_TYPES,
  dataMessageSchema,
  fileEventFormat,
  loadFileEventFormat,
  loadRandomEventFormat,
  orderSchema,
  randomEventFormat,
} from "./formats.ts";
export {
  type CompiledSchema,
  type MessageFormat,
  validateMessage,
  validatePlainMessage,
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
