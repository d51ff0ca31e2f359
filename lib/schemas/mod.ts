/**
 * JSON schemas of messages, validation in three stages, and the registry of topics; Avro schemas and
 * values, Confluent's wire format, a schema registry's client, verdicts of compatibility.
 *
 * @module
 */
export {
  AvroDeserializer,
  type AvroDeserializerOptions,
  AvroSerializer,
  type AvroSerializerOptions,
  type AvroValue,
} from "./avro_codec.ts";
export {
  AvroDecodeError,
  AvroResolutionError,
  AvroSchemaError,
  AvroValueError,
  UnknownSchemaIdError,
  WireFormatError,
} from "./avro_errors.ts";
export { avroDifferences } from "./avro_differences.ts";
export { avroSchemaOf, eventAvroSchema, orderAvroSchema } from "./avro_files.ts";
export { avroValueOfJson } from "./avro_json.ts";
export type { AvroSchema } from "./avro_node.ts";
export { type AvroReader, avroReader, decodeAvro } from "./avro_reader.ts";
export { type ParseAvroOptions, parseAvroSchema } from "./avro_schema.ts";
export { encodeAvro } from "./avro_writer.ts";
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
export { SchemaValidationError, VALIDATION_STAGES, type ValidationStage } from "./errors.ts";
export {
  ALL_EVENT_TYPES,
  dataMessageSchema,
  fileEventFormat,
  loadFileEventFormat,
  loadRandomEventFormat,
  orderSchema,
  platformSchema,
  randomEventFormat,
} from "./formats.ts";
export {
  type CompiledSchema,
  type MessageFormat,
  validateMessage,
  validatePlainMessage,
  validatePlainValue,
  validateValue,
  type ValidMessage,
} from "./message_format.ts";
export { permittedLevels } from "./permitted_levels.ts";
export { RegistryClient, type RegistryClientOptions } from "./registry_client.ts";
export { REGISTRY_CODES, RegistryError, type RegistryErrorDetails } from "./registry_error.ts";
export type { RegistryHttpOptions } from "./registry_http.ts";
export type {
  CompatibilityAnswer,
  RegisteredSchema,
  RegistrySchema,
  SchemaReference,
  VersionNumber,
} from "./registry_schema.ts";
export {
  SCHEMA_FOLDER,
  SchemaFolder,
  type ValidationProblem,
  type Validator,
} from "./schema_folder.ts";
export { loadTopics, type TopicDefinition, topicDefinition } from "./topics.ts";
export {
  type RecordPart,
  SUBJECT_NAMES,
  type SubjectNameStrategy,
  type SubjectOf,
} from "./subject_names.ts";
export { decodeWireFormat, encodeWireFormat, isWireFormat, type WireValue } from "./wire_format.ts";
