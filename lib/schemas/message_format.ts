import type { ErrorObject } from "ajv";
import { SchemaValidationError, type ValidationStage } from "./errors.ts";
import type { Validator } from "./schema_folder.ts";

/** A compiled schema and the file it stands in. */
export interface CompiledSchema {
  /** The file, relative to the project's folder, for error messages. */
  readonly file: string;
  /** Where its subject lies in the message, as a JSON pointer. */
  readonly pointer: string;
  /** The compiled schema. */
  readonly validate: Validator;
}

/** A family of messages: one envelope, and a payload schema for each event type. */
export interface MessageFormat {
  /** What all messages of the family have. */
  readonly envelope: CompiledSchema;
  /** The field that holds the event type. */
  readonly typeField: string;
  /** The rules of each known type. */
  readonly payloads: ReadonlyMap<string, CompiledSchema>;
}

/** A message that passed all stages. */
export interface ValidMessage {
  /** The event type. */
  readonly type: string;
  /** The parsed message. */
  readonly value: Readonly<Record<string, unknown>>;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Validates a message as it came: envelope, then event type, then payload; the first stage that
 * refuses it ends the validation.
 *
 * @throws {SchemaValidationError} naming stage and JSON pointer, never quoting the message
 */
export function validateMessage(
  raw: string | Uint8Array | null,
  format: MessageFormat,
): ValidMessage {
  return validateValue(parse(raw, format.envelope), format);
}

/**
 * Validates a message that is parsed already, such as one that is about to be sent.
 *
 * @throws {SchemaValidationError} naming stage and JSON pointer, never quoting the message
 */
export function validateValue(message: unknown, format: MessageFormat): ValidMessage {
  check(message, "envelope", format.envelope);
  const value = message as Record<string, unknown>;
  const type = value[format.typeField] as string;
  const payload = format.payloads.get(type);
  if (payload === undefined) {
    throw new SchemaValidationError("event_type", {
      pointer: `/${format.typeField}`,
      problem: `must be one of ${[...format.payloads.keys()].join(", ")}`,
      schemaFile: format.envelope.file,
    });
  }
  check(valueAt(value, payload.pointer), "payload", payload);
  return { type, value };
}

/**
 * Validates a message of a kind that has no event types, as it came: JSON, then its schema.
 *
 * @throws {SchemaValidationError} naming stage and JSON pointer, never quoting the message
 */
export function validatePlainMessage(
  raw: string | Uint8Array | null,
  schema: CompiledSchema,
): Readonly<Record<string, unknown>> {
  const value = parse(raw, schema);
  validatePlainValue(value, schema);
  return value as Record<string, unknown>;
}

/**
 * Validates a plain message that is parsed already, such as one that is about to be sent.
 *
 * @throws {SchemaValidationError} naming the JSON pointer, never quoting the message
 */
export function validatePlainValue(message: unknown, schema: CompiledSchema): void {
  check(message, "payload", schema);
}

function parse(raw: string | Uint8Array | null, schema: CompiledSchema): unknown {
  if (raw === null || raw.length === 0) throw unreadable("is empty", schema);
  const text = typeof raw === "string" ? raw : decode(raw, schema);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw unreadable("is not valid JSON", schema);
  }
}

function decode(bytes: Uint8Array, schema: CompiledSchema): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw unreadable("is not valid UTF-8", schema);
  }
}

function unreadable(problem: string, { file: schemaFile }: CompiledSchema): SchemaValidationError {
  return new SchemaValidationError("envelope", { pointer: "", problem, schemaFile });
}

function check(value: unknown, stage: ValidationStage, schema: CompiledSchema): void {
  if (schema.validate(value)) return;
  const first = schema.validate.errors![0] as ErrorObject;
  throw new SchemaValidationError(stage, {
    pointer: schema.pointer + first.instancePath,
    problem: problemOf(first),
    schemaFile: schema.file,
  });
}

/** The broken rule in words; rules are ours to quote, names that the message brought are not. */
function problemOf({ keyword, message, params }: ErrorObject): string {
  if (keyword === "enum") return `must be one of ${params.allowedValues.join(", ")}`;
  if (keyword === "const") return `must be ${params.allowedValue}`;
  return message ?? `breaks the rule ${keyword}`;
}

function valueAt(value: Record<string, unknown>, pointer: string): unknown {
  return pointer === "" ? value : value[pointer.slice(1)];
}
