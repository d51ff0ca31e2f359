import { AvroSchemaError, UnknownSchemaIdError } from "./avro_errors.ts";
import { type AvroReader, avroReader } from "./avro_reader.ts";
import type { AvroSchema } from "./avro_node.ts";
import { parseAvroSchema } from "./avro_schema.ts";
import { encodeAvro } from "./avro_writer.ts";
import { BoundedCache } from "./bounded_cache.ts";
import type { RegistryClient } from "./registry_client.ts";
import type { RegistrySchema, SchemaReference } from "./registry_schema.ts";
import { REGISTRY_CODES, RegistryError } from "./registry_error.ts";
import { type RecordPart, SUBJECT_NAMES, type SubjectNameStrategy } from "./subject_names.ts";
import { decodeWireFormat, encodeWireFormat } from "./wire_format.ts";

/** Most topics, and most schemas, that are remembered. */
const MOST_KNOWN = 1000;

/** How values become bytes. */
export interface AvroSerializerOptions {
  /** Where schemas are registered. */
  readonly registry: RegistryClient;
  /** What values are written by. With `useLatest` it is only what the subject may be named by. */
  readonly schema: AvroSchema;
  /** Under which names the registry knows the schemas that it uses. @default {none} */
  readonly references?: readonly SchemaReference[];
  /**
   * Whether the schema is registered when it is first used. Otherwise it must be registered already.
   * @default {true}
   */
  readonly autoRegister?: boolean;
  /** Whether values are written by the subject's newest version instead. @default {false} */
  readonly useLatest?: boolean;
  /** How the subject is named. @default {SUBJECT_NAMES.topic} */
  readonly subjectName?: SubjectNameStrategy;
  /** Whether it is for keys or values. @default {"value"} */
  readonly part?: RecordPart;
}

/**
 * Makes bytes of values: checked against the schema, in Avro's encoding, framed with the id that the
 * registry gave the schema. One for each schema, for all its topics.
 *
 * @example
 * ```ts
 * import { AvroSerializer } from "./avro_codec.ts";
 * import { parseAvroSchema } from "./avro_schema.ts";
 * import { RegistryClient } from "./registry_client.ts";
 *
 * const serializer = new AvroSerializer({
 *   registry: new RegistryClient(),
 *   schema: parseAvroSchema('"string"'),
 * });
 * console.log(serializer.subject("notes")); // notes-value
 * ```
 */
export class AvroSerializer {
  readonly #options: AvroSerializerOptions;
  readonly #known = new BoundedCache<{ readonly id: number; readonly schema: AvroSchema }>(
    MOST_KNOWN,
  );
  readonly #parsed = new BoundedCache<AvroSchema>(MOST_KNOWN);

  /** Asks nothing yet. */
  constructor(options: AvroSerializerOptions) {
    this.#options = options;
  }

  /** The subject under which the schema stands for a topic. */
  subject(topic: string): string {
    const { subjectName = SUBJECT_NAMES.topic, part = "value", schema } = this.#options;
    return subjectName({ topic, part, schemaName: schema.name });
  }

  /**
   * The framed bytes of a value.
   *
   * @throws {AvroValueError} when it does not fit; nothing is sent then
   * @throws {RegistryError} when the schema can't be registered, is unknown, or the registry is away
   */
  async serialize(topic: string, value: unknown): Promise<Uint8Array<ArrayBuffer>> {
    const { schema, useLatest = false } = this.#options;
    // Before anything is registered for a value that is none.
    const early = useLatest ? undefined : encodeAvro(schema, value);
    const known = await this.#writerOf(topic);
    return encodeWireFormat(known.id, early ?? encodeAvro(known.schema, value));
  }

  async #writerOf(topic: string): Promise<{ readonly id: number; readonly schema: AvroSchema }> {
    const { registry, schema, autoRegister = true, useLatest = false } = this.#options;
    const subject = this.subject(topic);
    if (useLatest) return await this.#latestOf(subject);
    return await this.#known.get(subject, async () => {
      const text = this.#registrySchema();
      const id = autoRegister
        ? await registry.register(subject, text)
        : (await registry.lookUp(subject, text)).id;
      return { id, schema };
    });
  }

  async #latestOf(subject: string): Promise<{ readonly id: number; readonly schema: AvroSchema }> {
    const { registry } = this.#options;
    const latest = await registry.latest(subject);
    const schema = await this.#parsed.get(
      String(latest.id),
      () => parsed(registry, latest, { ignoreDefaults: false }),
    );
    return { id: latest.id, schema };
  }

  #registrySchema(): RegistrySchema {
    const { schema, references } = this.#options;
    return { schema: schema.text, ...(references !== undefined && { references }) };
  }
}

/** How bytes become values again. */
export interface AvroDeserializerOptions {
  /** Where the schemas that wrote them are found. */
  readonly registry: RegistryClient;
  /** What values are read as. @default {the schema that wrote each} */
  readonly readerSchema?: AvroSchema;
}

/** A value that was read, and by what it was written. */
export interface AvroValue {
  /** The value: longs are bigints, bytes a Uint8Array, records and maps plain objects. */
  readonly value: unknown;
  /** The registry's id of the schema that wrote it. */
  readonly schemaId: number;
  /** That schema. */
  readonly writerSchema: AvroSchema;
}

/**
 * Makes values of framed bytes, by the schema that wrote them, read as the reader's schema if one is
 * given. It needs no schema file: the registry has what wrote a record.
 *
 * Bytes that are no such value, and ids that the registry does not know, are poison: errors that are
 * not retriable. While the registry can't be asked, the error is an outage, on which a consumer waits.
 *
 * @example
 * ```ts
 * import { AvroDeserializer } from "./avro_codec.ts";
 * import { RegistryClient } from "./registry_client.ts";
 *
 * const deserializer = new AvroDeserializer({ registry: new RegistryClient() });
 * try {
 *   await deserializer.deserialize(new TextEncoder().encode("{}"));
 * } catch (error) {
 *   console.log((error as Error).name); // WireFormatError
 * }
 * ```
 */
export class AvroDeserializer {
  readonly #registry: RegistryClient;
  readonly #readerSchema: AvroSchema | undefined;
  readonly #readers = new BoundedCache<
    { readonly reader: AvroReader; readonly writerSchema: AvroSchema }
  >(MOST_KNOWN);

  /** Asks nothing yet. */
  constructor({ registry, readerSchema }: AvroDeserializerOptions) {
    this.#registry = registry;
    this.#readerSchema = readerSchema;
  }

  /**
   * The value of a record's framed bytes.
   *
   * @throws {WireFormatError} when they are not framed
   * @throws {UnknownSchemaIdError} when the registry does not know the schema
   * @throws {AvroDecodeError | AvroResolutionError} when the bytes can't be read
   * @throws {RegistryError} an outage: the registry can't be asked
   */
  async deserialize(bytes: Uint8Array | null): Promise<AvroValue> {
    const { schemaId, payload } = decodeWireFormat(bytes);
    const { reader, writerSchema } = await this.#readers.get(
      String(schemaId),
      () => this.#readerOf(schemaId),
    );
    return { value: reader.read(payload), schemaId, writerSchema };
  }

  async #readerOf(schemaId: number) {
    // What it wrote is all there: its defaults say nothing about it.
    const options = { ignoreDefaults: true };
    const writerSchema = await parsed(this.#registry, await this.#schemaOf(schemaId), options);
    return { reader: avroReader(writerSchema, this.#readerSchema), writerSchema };
  }

  async #schemaOf(schemaId: number): Promise<RegistrySchema> {
    try {
      return await this.#registry.schemaById(schemaId);
    } catch (error) {
      const isUnknown = error instanceof RegistryError &&
        error.errorCode === REGISTRY_CODES.schemaNotFound;
      throw isUnknown
        ? new UnknownSchemaIdError(schemaId, this.#registry.url, error)
        : undecided(error);
    }
  }
}

/** Whatever else a registry refuses, it has said nothing about the record. */
function undecided(error: unknown): unknown {
  if (!(error instanceof RegistryError) || error.outage) return error;
  const { code, message, httpStatus, errorCode } = error;
  return new RegistryError(`${message}: check SCHEMA_REGISTRY_URL`, {
    code,
    outage: true,
    cause: error,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(errorCode === undefined ? {} : { errorCode }),
  });
}

async function parsed(
  registry: RegistryClient,
  schema: RegistrySchema,
  options: { readonly ignoreDefaults: boolean },
): Promise<AvroSchema> {
  const { schemaType = "AVRO" } = schema;
  if (schemaType !== "AVRO") throw new AvroSchemaError("", `of the registry is ${schemaType}`);
  const references = await registry.referenced(schema);
  return parseAvroSchema(schema.schema, { references, ...options });
}
