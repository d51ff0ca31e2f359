import { ConfigError } from "../core/mod.ts";
import type { CompiledSchema, MessageFormat } from "./message_format.ts";
import { SchemaFolder } from "./schema_folder.ts";

/**
 * Every event type of the file events system; each has its schema in `schemas/payload/`. A new type
 * is a new file there and a new name here.
 */
export const ALL_EVENT_TYPES: ReadonlySet<string> = new Set([
  "file-added",
  "file-removed",
  "user-created",
  "user-deleted",
]);

const ENVELOPE = "envelope/envelope.json";
const RANDOM_EVENT = "random_event.schema.json";
const ORDER = "order.schema.json";
const DATA_MESSAGE = "data_message.schema.json";

let ourFolder: SchemaFolder | undefined;
let randomEvents: MessageFormat | undefined;
let fileEvents: MessageFormat | undefined;
let orders: CompiledSchema | undefined;
let dataMessages: CompiledSchema | undefined;
const platform: Record<string, CompiledSchema> = {};

/** The library's own folder of schemas, read and compiled once. */
export function schemaFolder(): SchemaFolder {
  return ourFolder ??= new SchemaFolder();
}

/**
 * How events of the topic `random-events` are validated: the fields all have are the envelope, and
 * a type's own rules are the payload stage.
 *
 * @throws {ConfigError} when the schema can't be read
 */
export function randomEventFormat(): MessageFormat {
  return randomEvents ??= loadRandomEventFormat(schemaFolder());
}

/**
 * How enveloped file and user events are validated.
 *
 * @throws {ConfigError} when a schema can't be read
 */
export function fileEventFormat(): MessageFormat {
  return fileEvents ??= loadFileEventFormat(schemaFolder());
}

/**
 * How orders are validated.
 *
 * @throws {ConfigError} when the schema can't be read
 */
export function orderSchema(): CompiledSchema {
  return orders ??= plainSchema(ORDER);
}

/**
 * How data items of the pub/sub system are validated.
 *
 * @throws {ConfigError} when the schema can't be read
 */
export function dataMessageSchema(): CompiledSchema {
  return dataMessages ??= plainSchema(DATA_MESSAGE);
}

/**
 * How user events, application logs and system metrics are validated.
 *
 * @throws {ConfigError} when the schema can't be read
 */
export function platformSchema(
  kind: "user_event" | "application_log" | "system_metric",
): CompiledSchema {
  return platform[kind] ??= plainSchema(`${kind}.schema.json`);
}

function plainSchema(file: string): CompiledSchema {
  return { file: `schemas/${file}`, pointer: "", validate: schemaFolder().compile(file) };
}

/** {@linkcode randomEventFormat} from a folder of one's own. */
export function loadRandomEventFormat(folder: SchemaFolder): MessageFormat {
  const schema = folder.read(RANDOM_EVENT) as { $defs?: { eventTypes?: Record<string, unknown> } };
  const types = Object.keys(schema.$defs?.eventTypes ?? {});
  if (types.length === 0) {
    throw new ConfigError(`Schema ${RANDOM_EVENT} has no $defs/eventTypes: list the types there`);
  }
  const part = (pointer: string): CompiledSchema => ({
    file: `schemas/${RANDOM_EVENT}`,
    pointer: "",
    validate: folder.compile(RANDOM_EVENT, pointer),
  });
  return {
    envelope: part("/$defs/envelope"),
    typeField: "event_type",
    payloads: new Map(types.map((type) => [type, part(`/$defs/eventTypes/${type}`)])),
  };
}

/** {@linkcode fileEventFormat} from a folder of one's own. */
export function loadFileEventFormat(
  folder: SchemaFolder,
  types: Iterable<string> = ALL_EVENT_TYPES,
): MessageFormat {
  const compiled = (file: string, pointer: string): CompiledSchema => ({
    file: `schemas/${file}`,
    pointer,
    validate: folder.compile(file),
  });
  return {
    envelope: compiled(ENVELOPE, ""),
    typeField: "eventType",
    payloads: new Map(
      Array.from(types, (type) => [type, compiled(`payload/${type}.json`, "/payload")]),
    ),
  };
}
