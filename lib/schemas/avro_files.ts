import type { AvroSchema } from "./avro_node.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { schemaFolder } from "./formats.ts";
import type { SchemaFolder } from "./schema_folder.ts";

const known = new WeakMap<SchemaFolder, Map<string, AvroSchema>>();

/**
 * An Avro schema of the library's folder, or of one's own: `event_schema.avsc`, `order.avsc`,
 * `evolution/event_v1.avsc` and those after it. It is read once.
 *
 * @throws {ConfigError} when the file can't be read
 * @throws {AvroSchemaError} when it is no Avro schema
 */
export function avroSchemaOf(file: string, folder: SchemaFolder = schemaFolder()): AvroSchema {
  const ofFolder = known.get(folder) ?? new Map<string, AvroSchema>();
  known.set(folder, ofFolder);
  const found = ofFolder.get(file) ?? parseAvroSchema(JSON.stringify(folder.read(file)));
  ofFolder.set(file, found);
  return found;
}

/** The schema of random events in Avro: `schemas/event_schema.avsc`. */
export function eventAvroSchema(): AvroSchema {
  return avroSchemaOf("event_schema.avsc");
}

/** The schema of orders in Avro: `schemas/order.avsc`. */
export function orderAvroSchema(): AvroSchema {
  return avroSchemaOf("order.avsc");
}
